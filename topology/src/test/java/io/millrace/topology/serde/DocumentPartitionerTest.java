package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.topology.model.Chunk;
import java.util.Set;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentPartitionerTest {
  private static final int PARTITIONS = 97;

  @ParameterizedTest
  @ValueSource(strings = {"d", "page#section", "#", "a#1", "Grüße", "日本語#7"})
  void chunkGoesWhereTheProducerPutsItsDocument(String documentId) {
    int ofDocument = BuiltInPartitioner.partitionForKey(documentId.getBytes(UTF_8), PARTITIONS);

    assertThat(partition(Chunk.id(documentId, 0))).isEqualTo(ofDocument);
    assertThat(partition(Chunk.id(documentId, 1234))).isEqualTo(ofDocument);
  }

  @Test
  void keyThatIsNoChunkIdIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> partition("d"));
  }

  private static int partition(String chunkId) {
    Set<Integer> partitions =
        new DocumentPartitioner<String>()
            .partitions("vectors", chunkId, "value", PARTITIONS)
            .orElseThrow();
    assertThat(partitions).hasSize(1);
    return partitions.iterator().next();
  }
}
