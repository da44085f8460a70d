package io.millrace.schemas.registry;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** Every key of the configuration. Names and defaults are Confluent's. */
final class RegistryKeys {
  static final String URL = "schema.registry.url";
  static final String AUTO_REGISTER = "auto.register.schemas";
  static final String USE_LATEST = "use.latest.version";
  static final String LATEST_STRICT = "latest.compatibility.strict";
  static final String NORMALIZE = "normalize.schemas";
  static final String LATEST_TTL_SECONDS = "latest.cache.ttl.sec";
  static final String CONNECT_TIMEOUT_MILLIS = "http.connect.timeout.ms";
  static final String READ_TIMEOUT_MILLIS = "http.read.timeout.ms";
  static final String MAX_RETRIES = "max.retries";
  static final String RETRY_WAIT_MILLIS = "retries.wait.ms";
  static final String RETRY_MAX_WAIT_MILLIS = "retries.max.wait.ms";
  static final String BASIC_SOURCE = "basic.auth.credentials.source";
  static final String BASIC_USER_INFO = "basic.auth.user.info";
  static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  static final String BEARER_TOKEN = "bearer.auth.token";
  static final String TRUSTSTORE = "schema.registry.ssl.truststore.";
  static final String KEYSTORE = "schema.registry.ssl.keystore.";
  static final String LOCATION = "location";
  static final String PASSWORD = "password";
  static final String TYPE = "type";
  static final String KEY_PASSWORD = "schema.registry.ssl.key.password";

  static final String SOURCE_URL = "URL";
  static final String SOURCE_USER_INFO = "USER_INFO";
  static final String SOURCE_STATIC_TOKEN = "STATIC_TOKEN";

  static final ConfigDef ALL =
      new ConfigDef()
          .define(
              URL,
              ConfigDef.Type.LIST,
              ConfigDef.NO_DEFAULT_VALUE,
              ConfigDef.ValidList.anyNonDuplicateValues(false, false),
              Importance.HIGH,
              "The registry's URLs, separated by commas; the next is asked when one fails.")
          .define(
              AUTO_REGISTER,
              ConfigDef.Type.BOOLEAN,
              true,
              Importance.MEDIUM,
              "Registers the schema when a topic is first written.")
          .define(
              USE_LATEST,
              ConfigDef.Type.BOOLEAN,
              false,
              Importance.LOW,
              "Writes with the subject's latest schema; only if schemas are not registered.")
          .define(
              LATEST_STRICT,
              ConfigDef.Type.BOOLEAN,
              true,
              Importance.LOW,
              "Refuses a latest schema that cannot read what our schema writes.")
          .define(
              NORMALIZE,
              ConfigDef.Type.BOOLEAN,
              false,
              Importance.LOW,
              "Has the registry normalize schemas before it compares them.")
          .define(
              LATEST_TTL_SECONDS,
              ConfigDef.Type.LONG,
              -1L,
              atLeast(-1L),
              Importance.LOW,
              "Seconds for which a subject's latest schema is not asked for again; -1 is for ever.")
          .define(
              CONNECT_TIMEOUT_MILLIS,
              ConfigDef.Type.INT,
              60_000,
              atLeast(1),
              Importance.LOW,
              "Milliseconds to connect in.")
          .define(
              READ_TIMEOUT_MILLIS,
              ConfigDef.Type.INT,
              60_000,
              atLeast(1),
              Importance.LOW,
              "Milliseconds to wait for an answer.")
          .define(
              MAX_RETRIES,
              ConfigDef.Type.INT,
              3,
              atLeast(0),
              Importance.LOW,
              "Retries of a request at one URL before the next URL is asked.")
          .define(
              RETRY_WAIT_MILLIS,
              ConfigDef.Type.INT,
              1_000,
              atLeast(0),
              Importance.LOW,
              "Longest wait before the first retry, in milliseconds; it doubles at each retry.")
          .define(
              RETRY_MAX_WAIT_MILLIS,
              ConfigDef.Type.INT,
              20_000,
              atLeast(0),
              Importance.LOW,
              "Longest wait before any retry, in milliseconds, also if the registry asks for more.")
          .define(
              BASIC_SOURCE,
              ConfigDef.Type.STRING,
              SOURCE_URL,
              ValidString.in(SOURCE_URL, SOURCE_USER_INFO),
              Importance.MEDIUM,
              "Where user and password come from: the URLs or " + BASIC_USER_INFO + ".")
          .define(
              BASIC_USER_INFO,
              ConfigDef.Type.PASSWORD,
              null,
              Importance.MEDIUM,
              "User and password, separated by a colon.")
          .define(
              BEARER_SOURCE,
              ConfigDef.Type.STRING,
              null,
              ValidString.in(null, SOURCE_STATIC_TOKEN),
              Importance.MEDIUM,
              "Sends " + BEARER_TOKEN + " instead of user and password.")
          .define(
              BEARER_TOKEN, ConfigDef.Type.PASSWORD, null, Importance.MEDIUM, "The bearer token.")
          .define(
              TRUSTSTORE + LOCATION,
              ConfigDef.Type.STRING,
              null,
              Importance.MEDIUM,
              "File of the certificates to trust; without it, those the JVM trusts.")
          .define(
              TRUSTSTORE + PASSWORD,
              ConfigDef.Type.PASSWORD,
              null,
              Importance.MEDIUM,
              "Its password.")
          .define(TRUSTSTORE + TYPE, ConfigDef.Type.STRING, "JKS", Importance.LOW, "JKS or PKCS12.")
          .define(
              KEYSTORE + LOCATION,
              ConfigDef.Type.STRING,
              null,
              Importance.MEDIUM,
              "File of the client's key and certificate, if the registry asks for one.")
          .define(
              KEYSTORE + PASSWORD,
              ConfigDef.Type.PASSWORD,
              null,
              Importance.MEDIUM,
              "Its password.")
          .define(KEYSTORE + TYPE, ConfigDef.Type.STRING, "JKS", Importance.LOW, "JKS or PKCS12.")
          .define(
              KEY_PASSWORD,
              ConfigDef.Type.PASSWORD,
              null,
              Importance.MEDIUM,
              "Password of the client's key; without it, the key store's.");

  private RegistryKeys() {}
}
