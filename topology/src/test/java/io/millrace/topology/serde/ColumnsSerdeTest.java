package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsSerdeTest {
  private final ColumnsSerde serde = new ColumnsSerde();

  @Test
  void columnsComeBackAsTheyWere() {
    Map<String, String> columns = Map.of("title", "Ein \"See\"", "body", "", "", "水\t\u0000");

    assertThat(serde.deserializer().deserialize("t", serde.serializer().serialize("t", columns)))
        .isEqualTo(columns);
  }

  @Test
  void whatJsonWouldEscapeTakesNoMoreRoom() {
    String text = "\"\t\\\n\u0001".repeat(1000);

    assertThat(serde.serializer().serialize("t", Map.of("body", text)))
        .hasSize(1 + Math.toIntExact(ColumnsSerde.sizeBytes("body", text)))
        .hasSizeLessThan(text.length() + 20);
  }

  @Test
  void aDeletedRowHasNone() {
    assertThat(serde.serializer().serialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"title\":\"Lake\"}",
        "\u0002\u0000\u0000\u0000",
        "\u0002\u0000\u0000\u0000\u0009abc",
        "\u0002\u0000\u0000\u0000\u0001a"
      })
  void otherBytesAreRefused(String bytes) {
    assertThatThrownBy(() -> serde.deserializer().deserialize("t", bytes.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessage("not the columns of a row of format 2: %d bytes", bytes.length());
  }
}
