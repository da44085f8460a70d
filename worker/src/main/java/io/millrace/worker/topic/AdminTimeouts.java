package io.millrace.worker.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** How long a person waits for a broker that does not answer. */
public final class AdminTimeouts {
  private static final String ANSWER_TIMEOUT_MILLIS = "20000";

  private AdminTimeouts() {}

  /** Kafka refuses a request timeout above the whole call's: the one follows from the other. */
  public static Map<String, Object> in(Map<String, String> client) {
    Map<String, Object> all = new HashMap<>(client);
    if (!client.containsKey(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG)) {
      all.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_TIMEOUT_MILLIS);
      all.put(
          AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
          all.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG));
    }
    return all;
  }
}
