package io.millrace.topology.stage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.FakeEmbedder;
import io.millrace.topology.TestSource;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.model.EmbeddedChange;
import io.millrace.topology.model.PendingTruncate;
import io.millrace.topology.source.DocumentParser;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.SourceSettings;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The partition of a worker that ended in the middle of a truncate, with who takes it over. */
class RemoveAllTest {
  private static final DocumentState STATE =
      new DocumentState(
          "0123456789abcdef",
          ContentHash.of(""),
          OptionalLong.of(10),
          List.of(ContentHash.of("a text")));

  @TempDir File stateFolder;
  private final SourceStores stores = new SourceStores(source());
  private MockProcessorContext<String, EmbeddedChange> context;
  private KeyValueStore<String, PendingTruncate> truncates;

  @BeforeEach
  void takeOver() {
    context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), stateFolder);
    for (StoreBuilder<?> builder : stores.builders()) {
      StateStore store = builder.withLoggingDisabled().build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    truncates = requireNonNull(stores.truncates(context));
    List.of("a", "b", "c").forEach(id -> stores.documents(context).put(id, STATE));
  }

  @Test
  void truncateGoesOnWhereItStopped() {
    truncates.put("", new PendingTruncate(20, 5, "b"));

    new RemoveAll(stores).init(context);
    var slices = context.scheduledPunctuators().getFirst();
    slices.getPunctuator().punctuate(0);

    assertThat(context.forwarded().stream().<String>map(removal -> removal.record().key()))
        .containsExactly("b", "c");
    assertThat(truncates.get("")).isNull();
    assertThat(slices.cancelled()).isTrue();
  }

  @Test
  void withoutATruncateNothingIsLookedAt() {
    new RemoveAll(stores).init(context);

    assertThat(context.scheduledPunctuators()).isEmpty();
  }

  private static DocumentSource source() {
    SourceSettings settings =
        SourceSettings.builder(TestSource.DOCUMENTS).format(SourceSettings.Format.DEBEZIUM).build();
    return TestSource.of(
        new DocumentParser(settings, _ -> Optional.empty()),
        new FakeEmbedder(),
        new DocumentSource.Keeping(false, false, true, Duration.ofDays(1)));
  }
}
