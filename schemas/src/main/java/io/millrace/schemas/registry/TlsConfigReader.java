package io.millrace.schemas.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Reads the key and trust stores. Without either, the JVM's default holds. */
final class TlsConfigReader {
  private final AbstractConfig values;

  private TlsConfigReader(AbstractConfig values) {
    this.values = values;
  }

  static Optional<SSLContext> read(AbstractConfig values) {
    TlsConfigReader reader = new TlsConfigReader(values);
    return reader.has(RegistryKeys.TRUSTSTORE) || reader.has(RegistryKeys.KEYSTORE)
        ? Optional.of(reader.context())
        : Optional.empty();
  }

  private boolean has(String store) {
    return values.getString(store + RegistryKeys.LOCATION) != null;
  }

  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new ConfigException(
          "schema.registry.ssl: the stores make no TLS context: " + e.getMessage());
    }
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException {
    if (!has(RegistryKeys.TRUSTSTORE)) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(load(RegistryKeys.TRUSTSTORE));
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException {
    if (!has(RegistryKeys.KEYSTORE)) {
      return null;
    }
    char @Nullable [] keyPassword = password(RegistryKeys.KEY_PASSWORD);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(
        load(RegistryKeys.KEYSTORE),
        keyPassword == null
            ? password(RegistryKeys.KEYSTORE + RegistryKeys.PASSWORD)
            : keyPassword);
    return factory.getKeyManagers();
  }

  private KeyStore load(String store) {
    String location = values.getString(store + RegistryKeys.LOCATION);
    try (InputStream in = Files.newInputStream(Path.of(location))) {
      KeyStore keys = KeyStore.getInstance(values.getString(store + RegistryKeys.TYPE));
      keys.load(in, password(store + RegistryKeys.PASSWORD));
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigException(store + RegistryKeys.LOCATION, location, "cannot be read: " + e);
    }
  }

  private char @Nullable [] password(String key) {
    @Nullable Password password = values.getPassword(key);
    return password == null ? null : password.value().toCharArray();
  }
}
