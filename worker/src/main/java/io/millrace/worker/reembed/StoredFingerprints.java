package io.millrace.worker.reembed;

import io.millrace.topology.model.DocumentState;
import io.millrace.topology.serde.DocumentStateSerde;
import io.millrace.topology.stage.Stages;
import io.millrace.worker.topic.CommittedTopic;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** By what the documents in a worker's store were made, as the store's changelog tells. */
final class StoredFingerprints {
  /** Stale documents at one point of the changelog, 100 bytes of heap each. */
  private static final int MAX_REMEMBERED = 1_000_000;

  private final DocumentStateSerde states = new DocumentStateSerde();
  private final String fingerprint;
  private final int maxRemembered;
  private final Set<String> stale = new HashSet<>();
  private boolean current;
  private boolean forgotten;

  /**
   * @param maxRemembered above that, documents count as stale even if they are written again later
   */
  StoredFingerprints(String fingerprint, int maxRemembered) {
    this.fingerprint = fingerprint;
    this.maxRemembered = maxRemembered;
  }

  /** The changelog of a source's documents in a worker of this application id. */
  static String changelog(String applicationId, String sourceName) {
    return "%s-%s-changelog".formatted(applicationId, Stages.documentsStore(sourceName));
  }

  /** Whether there are documents, and every one of them was made by this. */
  static boolean areAll(String fingerprint, Map<String, String> client, String changelog) {
    StoredFingerprints stored = new StoredFingerprints(fingerprint, MAX_REMEMBERED);
    new CommittedTopic(client, changelog).scan(new ByteArrayDeserializer(), stored::read);
    return stored.areCurrent();
  }

  boolean areCurrent() {
    return current && stale.isEmpty() && !forgotten;
  }

  void read(ConsumerRecord<byte[], byte[]> state) {
    String documentId = new String(state.key(), StandardCharsets.UTF_8);
    if (state.value() != null && !isCurrent(state.value())) {
      remember(documentId);
    } else {
      stale.remove(documentId);
      current |= state.value() != null;
    }
  }

  private void remember(String documentId) {
    if (stale.size() < maxRemembered) {
      stale.add(documentId);
    } else {
      forgotten |= !stale.contains(documentId);
    }
  }

  private boolean isCurrent(byte[] value) {
    DocumentState state = read(value);
    return state != null && state.fingerprint().equals(fingerprint);
  }

  /** Null for the state of a worker that wrote another format. */
  private @Nullable DocumentState read(byte[] value) {
    try {
      return states.deserializer().deserialize("", value);
    } catch (SerializationException e) {
      return null;
    }
  }
}
