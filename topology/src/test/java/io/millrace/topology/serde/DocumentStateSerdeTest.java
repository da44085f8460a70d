package io.millrace.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.DocumentState;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentStateSerdeTest {
  private final DocumentStateSerde serde = new DocumentStateSerde();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000})
  void stateSurvives(int chunks) {
    assertThat(read(write(state(chunks)))).isEqualTo(state(chunks));
  }

  @Test
  void chunkTakesSixteenBytes() {
    assertThat(write(state(1_000))).hasSize(33 + 16 * 1_000);
  }

  @Test
  void nullStaysNull() {
    assertThat(serde.serializer().serialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", null)).isNull();
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] bytes = write(state(1));
    bytes[0] = 1;

    assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> read(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 34, 48})
  void lengthThatNoStateHasIsRefused(int length) {
    byte[] bytes = Arrays.copyOf(write(state(1)), length);

    assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> read(bytes));
  }

  @Test
  void fingerprintThatIsNoneIsRefused() {
    DocumentState state =
        new DocumentState("0011", ContentHash.of("m"), OptionalLong.empty(), List.of());

    assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> write(state));
  }

  private static DocumentState state(int chunks) {
    List<ContentHash> hashes =
        IntStream.range(0, chunks).mapToObj(chunk -> ContentHash.of("" + chunk)).toList();
    return new DocumentState(
        "00112233445566ff", ContentHash.of("metadata"), OptionalLong.of(7), hashes);
  }

  private byte[] write(DocumentState state) {
    return serde.serializer().serialize("t", state);
  }

  private DocumentState read(byte[] bytes) {
    return serde.deserializer().deserialize("t", bytes);
  }
}
