package io.millrace.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.topology.model.KeptVector;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptVectorSerdeTest {
  private final KeptVectorSerde serde = new KeptVectorSerde();

  @Test
  void vectorSurvivesInFullPrecision() {
    KeptVector read = read(write());

    assertThat(read.fingerprint()).isEqualTo("00112233445566ff");
    assertThat(read.embedding().tokens()).isEqualTo(7);
    assertThat(read.embedding().vector()).containsExactly(0.1f, -0.0f, Float.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11, 12, 15})
  void lengthThatNoVectorHasIsRefused(int length) {
    byte[] bytes = Arrays.copyOf(write(), length);

    assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> read(bytes));
  }

  private byte[] write() {
    Embedded embedded = new Embedded(new float[] {0.1f, -0.0f, Float.MIN_VALUE}, 7);
    return serde.serializer().serialize("t", new KeptVector("00112233445566ff", embedded));
  }

  private KeptVector read(byte[] bytes) {
    return serde.deserializer().deserialize("t", bytes);
  }
}
