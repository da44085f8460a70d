package io.millrace.topology.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.model.RemovedDocument;
import io.millrace.topology.serde.RemovedDocumentSerde;
import java.io.File;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalsTest {
  private static final long OLD_MILLIS = 5;
  private static final long NOW_MILLIS = 10;

  @TempDir File stateFolder;
  private KeyValueStore<String, RemovedDocument> store;
  private Removals removals;

  @BeforeEach
  void open() {
    var context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), stateFolder);
    store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("removals"),
                Serdes.String(),
                new RemovedDocumentSerde())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    removals = new Removals(store);
  }

  @Test
  void manyAreForgottenInSlices() {
    remember(2 * Removals.SLICE + 1, OLD_MILLIS);

    removals.forgetBefore(NOW_MILLIS);
    assertThat(remembered()).isEqualTo(Removals.SLICE + 1);
    removals.forgetBefore(NOW_MILLIS);
    assertThat(remembered()).isEqualTo(1);
    removals.forgetBefore(NOW_MILLIS);
    assertThat(remembered()).isZero();
  }

  @Test
  void behindTheLastItBeginsAnew() {
    remember(2, NOW_MILLIS);
    removals.forgetBefore(NOW_MILLIS);

    removals.forgetBefore(NOW_MILLIS + 1);

    assertThat(remembered()).isZero();
  }

  private void remember(int documents, long nowMillis) {
    for (int i = 0; i < documents; i++) {
      removals.remember("d" + i, OptionalLong.of(1), nowMillis);
    }
  }

  private int remembered() {
    int remembered = 0;
    try (KeyValueIterator<String, RemovedDocument> all = store.all()) {
      for (; all.hasNext(); all.next()) {
        remembered++;
      }
    }
    return remembered;
  }
}
