package io.millrace.worker.engine.qwen3;

import java.util.Map;
import java.util.Objects;

/**
 * Qwen3 as plainly as it can be written, one text at a time, in double precision: an opinion on the
 * graph that owes nothing to it.
 */
final class DoubleNetwork {
  private final Qwen3Config config;
  private final Map<String, float[]> weights;

  DoubleNetwork(Qwen3Config config, Map<String, float[]> weights) {
    this.config = config;
    this.weights = weights;
  }

  /** The unit vector of a text, cut to {@code dimensions}. */
  float[] vector(int[] ids, int dimensions) {
    double[][] states = embedded(ids);
    for (int i = 0; i < config.layers(); i++) {
      String layer = "layers." + i + ".";
      addAttention(states, layer);
      addFeedForward(states, layer);
    }
    return unit(norm(states[ids.length - 1], weight("norm.weight")), dimensions);
  }

  private double[][] embedded(int[] ids) {
    int hidden = config.hiddenSize();
    float[] table = weight("embed_tokens.weight");
    double[][] states = new double[ids.length][hidden];
    for (int token = 0; token < ids.length; token++) {
      for (int i = 0; i < hidden; i++) {
        states[token][i] = table[ids[token] * hidden + i];
      }
    }
    return states;
  }

  private void addAttention(double[][] states, String layer) {
    double[][] queries = new double[states.length][];
    double[][] keys = new double[states.length][];
    double[][] values = new double[states.length][];
    for (int token = 0; token < states.length; token++) {
      double[] in = norm(states[token], weight(layer + "input_layernorm.weight"));
      queries[token] = product(layer + "self_attn.q_proj.weight", in);
      keys[token] = product(layer + "self_attn.k_proj.weight", in);
      values[token] = product(layer + "self_attn.v_proj.weight", in);
      turnHeads(queries[token], weight(layer + "self_attn.q_norm.weight"), token);
      turnHeads(keys[token], weight(layer + "self_attn.k_norm.weight"), token);
    }
    for (int token = 0; token < states.length; token++) {
      double[] attended = new double[config.querySize()];
      for (int head = 0; head < config.heads(); head++) {
        attend(queries[token], keys, values, token, head, attended);
      }
      add(states[token], product(layer + "self_attn.o_proj.weight", attended));
    }
  }

  /** Norms each head and turns pairs of its numbers by the angle of the position. */
  private void turnHeads(double[] heads, float[] weight, int position) {
    int size = config.headSize();
    int half = size / 2;
    for (int start = 0; start < heads.length; start += size) {
      double[] head = new double[size];
      System.arraycopy(heads, start, head, 0, size);
      head = norm(head, weight);
      for (int i = 0; i < half; i++) {
        double angle = position / Math.pow(config.ropeTheta(), 2.0 * i / size);
        heads[start + i] = head[i] * Math.cos(angle) - head[i + half] * Math.sin(angle);
        heads[start + i + half] = head[i + half] * Math.cos(angle) + head[i] * Math.sin(angle);
      }
    }
  }

  private void attend(
      double[] query, double[][] keys, double[][] values, int token, int head, double[] attended) {
    int size = config.headSize();
    int keyStart = head / (config.heads() / config.keyValueHeads()) * size;
    double[] weights = new double[token + 1];
    double sum = 0;
    for (int before = 0; before <= token; before++) {
      double score = 0;
      for (int i = 0; i < size; i++) {
        score += query[head * size + i] * keys[before][keyStart + i];
      }
      weights[before] = Math.exp(score / Math.sqrt(size));
      sum += weights[before];
    }
    for (int before = 0; before <= token; before++) {
      for (int i = 0; i < size; i++) {
        attended[head * size + i] += weights[before] / sum * values[before][keyStart + i];
      }
    }
  }

  private void addFeedForward(double[][] states, String layer) {
    for (double[] state : states) {
      double[] in = norm(state, weight(layer + "post_attention_layernorm.weight"));
      double[] gate = product(layer + "mlp.gate_proj.weight", in);
      double[] up = product(layer + "mlp.up_proj.weight", in);
      for (int i = 0; i < gate.length; i++) {
        gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
      }
      add(state, product(layer + "mlp.down_proj.weight", gate));
    }
  }

  private double[] product(String name, double[] in) {
    float[] matrix = weight(name);
    double[] out = new double[matrix.length / in.length];
    for (int row = 0; row < out.length; row++) {
      for (int i = 0; i < in.length; i++) {
        out[row] += matrix[row * in.length + i] * in[i];
      }
    }
    return out;
  }

  private double[] norm(double[] in, float[] weight) {
    double squares = 0;
    for (double number : in) {
      squares += number * number;
    }
    double scale = 1 / Math.sqrt(squares / in.length + config.normEpsilon());
    double[] out = new double[in.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = in[i] * scale * weight[i];
    }
    return out;
  }

  private static void add(double[] to, double[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  private static float[] unit(double[] vector, int dimensions) {
    double squares = 0;
    for (int i = 0; i < dimensions; i++) {
      squares += vector[i] * vector[i];
    }
    float[] unit = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      unit[i] = (float) (vector[i] / Math.sqrt(squares));
    }
    return unit;
  }

  private float[] weight(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }
}
