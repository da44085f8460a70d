package io.millrace.worker.engine.onnx;

import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.Network;
import java.nio.ByteBuffer;

/** A model that comes as an ONNX file: pooling, cut and normalization are put behind its graph. */
public final class EncoderModel {
  private EncoderModel() {}

  /**
   * Opens a session.
   *
   * @param dimensions floats of a vector, at most the model's hidden size
   * @throws ModelException if the graph is not an encoder's, or ONNX Runtime refuses it
   */
  public static OnnxModel open(
      Network.OnnxFile file, ModelDescriptor model, int dimensions, SessionSettings settings) {
    ByteBuffer onnx = file.weights().graph();
    GraphSignature signature = GraphSignature.read(onnx);
    ByteBuffer graph = PoolingTail.append(onnx, signature, model.pooling(), dimensions);
    int padToken = model.padToken();
    return OnnxModel.open(
        graph,
        new VectorGraph(
            PoolingTail.VECTORS,
            PoolingTail.VECTORS,
            TokenCounting.PADDED,
            () -> new PaddedTokens(padToken),
            signature.precision()),
        settings.withExternalWeights(file.externalWeights()).withWeightBytes(onnx.limit()));
  }
}
