package io.millrace.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelFiles;
import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.model.Network;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphSignatureTest {
  private static final int INT64 = 7;
  private static final int INT32 = 6;
  private static final int FLOAT = 1;

  @Test
  void builtInModelHasAnEncodersSignature() {
    try (ModelFiles files = ModelSource.builtIn().load()) {
      GraphSignature signature =
          GraphSignature.read(((Network.OnnxFile) files.network()).weights().graph());

      assertThat(signature.inputs())
          .containsExactlyInAnyOrder("input_ids", "attention_mask", "token_type_ids");
      assertThat(signature.hiddenStates()).isEqualTo("output_0");
      assertThat(signature.precision()).isEqualTo("fp32");
    }
  }

  @Test
  void typesAreOptionalAndTheOutputWithThreeDimensionsIsTaken() {
    ProtobufWriter graph = new ProtobufWriter();
    graph.message(11, value("input_ids", INT64, 2)).message(11, value("attention_mask", INT64, 2));
    graph.message(12, value("pooler", FLOAT, 2)).message(12, value("states", FLOAT, 3));

    assertThat(read(graph).inputs()).containsExactlyInAnyOrder("input_ids", "attention_mask");
    assertThat(read(graph).hiddenStates()).isEqualTo("states");
  }

  /** Element types: 1 float, 2 uint8, 10 float16, 16 bfloat16. */
  @ParameterizedTest
  @CsvSource({"1, 7, fp32", "1, 10, fp16", "16, 1, bf16", "1, 2, quantized", "10, 2, quantized"})
  void precisionIsThatOfTheWeights(int one, int another, String precision) {
    ProtobufWriter graph = new ProtobufWriter();
    graph.message(5, new ProtobufWriter().number(2, one).string(8, "matrix"));
    graph.message(5, new ProtobufWriter().number(2, another).string(8, "norm"));
    graph.message(11, value("input_ids", INT64, 2)).message(11, value("attention_mask", INT64, 2));
    graph.message(12, value("states", FLOAT, 3));

    assertThat(read(graph).precision()).isEqualTo(precision);
  }

  @Test
  void decoderWithACacheIsRefused() {
    ProtobufWriter graph = new ProtobufWriter();
    graph.message(11, value("input_ids", INT64, 2)).message(11, value("attention_mask", INT64, 2));
    graph.message(11, value("past_key_values.0.key", FLOAT, 4));

    assertThatThrownBy(() -> read(graph))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("the ONNX graph has the inputs [attention_mask, input_ids, past_");
  }

  @Test
  void otherTokenTypesAreRefused() {
    ProtobufWriter graph = new ProtobufWriter();
    graph.message(11, value("input_ids", INT32, 2)).message(11, value("attention_mask", INT64, 2));

    assertThatThrownBy(() -> read(graph))
        .hasMessage("the ONNX graph's input input_ids is not int64");
  }

  @Test
  void graphWithoutTokenStatesIsRefused() {
    ProtobufWriter graph = new ProtobufWriter();
    graph.message(11, value("input_ids", INT64, 2)).message(11, value("attention_mask", INT64, 2));

    assertThatThrownBy(() -> read(graph))
        .hasMessage("the ONNX graph has no output [batch, sequence, hidden]");
  }

  @Test
  void damagedFileIsRefused() {
    ByteBuffer text = ByteBuffer.wrap("version https://git-lfs".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> GraphSignature.read(text))
        .isInstanceOf(ModelException.class)
        .hasMessage("the ONNX file is damaged: it is not a protobuf message");
  }

  private static GraphSignature read(ProtobufWriter graph) {
    byte[] model = new ProtobufWriter().number(1, 8).message(7, graph).toByteArray();
    return GraphSignature.read(ByteBuffer.wrap(model));
  }

  private static ProtobufWriter value(String name, int elementType, int rank) {
    ProtobufWriter shape = new ProtobufWriter();
    for (int i = 0; i < rank; i++) {
      shape.message(1, new ProtobufWriter().string(2, "d" + i));
    }
    ProtobufWriter tensor = new ProtobufWriter().number(1, elementType).message(2, shape);
    return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
  }
}
