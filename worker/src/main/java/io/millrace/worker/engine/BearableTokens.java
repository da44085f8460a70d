package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.device.Device;
import io.millrace.worker.engine.device.DeviceMemory;
import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.device.OutOfMemory;
import io.millrace.worker.engine.model.ModelDescriptor;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a device how many tokens a batch may have: runs growing batches, of long texts and of short
 * ones, and sees what they take. A device that does not tell its memory, or has no limit, is given
 * as many as are of any use.
 */
final class BearableTokens {
  private static final Logger LOG = LoggerFactory.getLogger(BearableTokens.class);

  /** More made no model faster: on an H200, and on a desktop's CPU. */
  private static final int MOST_ON_CUDA = 16_384;

  private static final int MOST_ON_CPU = 1024;
  private static final int FEWEST = 64;
  private static final int FIRST_BATCH = 256;

  /** Memory of pages and rows counts by the text, too: these are shorter than most. */
  private static final int SHORT_TEXT = 16;

  /** Batches of changing shape leave holes in the arena. */
  private static final double PART_FOR_BATCHES = 0.8;

  private final DeviceSession session;
  private final DeviceMemory memory;
  private final ModelDescriptor model;
  private final OptionalLong limitBytes;
  private final int mostTokens;
  private final TokenTensors tensors;

  BearableTokens(ModelDescriptor model, DeviceSession session) {
    this(model, session, session.placement().device().memory());
  }

  BearableTokens(ModelDescriptor model, DeviceSession session, DeviceMemory memory) {
    this.memory = memory;
    this.session = session;
    this.model = model;
    this.limitBytes = session.placement().memoryLimitBytes();
    this.mostTokens =
        session.placement().device() instanceof Device.Cpu ? MOST_ON_CPU : MOST_ON_CUDA;
    this.tensors = session.vectors().newTensors();
  }

  /**
   * Tokens of a batch.
   *
   * @throws ModelException if the memory does not hold a single small batch
   */
  int measure() {
    Optional<Reading> before = session.before();
    if (limitBytes.isEmpty() || before.isEmpty()) {
      return mostTokens;
    }
    // What the first run of all loads stays, as the weights do.
    long weightBytes = settledBytes() - before.get().usedBytes();
    long roomBytes = (long) ((limitBytes.getAsLong() - weightBytes) * PART_FOR_BATCHES);
    long tokenBytes =
        Math.max(tokenBytes(roomBytes, SHORT_TEXT), tokenBytes(roomBytes, model.windowTokens()));
    int tokens = Math.clamp(roomBytes / tokenBytes / session.runsAtATime(), 0, mostTokens);
    LOG.info(
        "{}: {} MiB of weights, {} KiB a token, {} MiB for batches, {} at a time: {} tokens a batch",
        session.placement().device(),
        weightBytes >> 20,
        tokenBytes >> 10,
        roomBytes >> 20,
        session.runsAtATime(),
        tokens);
    if (tokens < FEWEST) {
      throw new ModelException(
          "%s bears %d tokens a batch within engine.memoryLimit, at least %d are needed"
              .formatted(session.placement().device(), tokens, FEWEST));
    }
    return tokens;
  }

  /** Bytes that a token adds in batches of texts of this length, at least 1. */
  private long tokenBytes(long roomBytes, int textTokens) {
    long idleBytes = settledBytes();
    long tokenBytes = 1;
    for (int tokens = FIRST_BATCH; tokens <= mostTokens; tokens *= 2) {
      // One that would take more than there is need not be tried.
      if (tokens * tokenBytes > roomBytes || !runs(tokens, textTokens)) {
        return tokenBytes;
      }
      tokenBytes = Math.max(1, (usedBytes() - idleBytes) / tokens);
    }
    return tokenBytes;
  }

  /** Bytes in use when the device has given back what no batch needs. */
  private long settledBytes() {
    tensors.layOut(texts(SHORT_TEXT, SHORT_TEXT));
    try {
      session.vectors().runAndShrink(tensors);
    } catch (OrtException e) {
      throw new ModelException("the model fails on a short text: " + e.getMessage(), e);
    }
    return usedBytes();
  }

  private long usedBytes() {
    return memory.read().map(Reading::usedBytes).orElse(0L);
  }

  private boolean runs(int tokens, int textTokens) {
    tensors.layOut(texts(tokens, Math.min(tokens, textTokens)));
    try {
      session.vectors().run(tensors);
      return true;
    } catch (OrtException e) {
      if (OutOfMemory.caused(e)) {
        return false;
      }
      throw new ModelException(
          "the model fails on a batch of %d tokens: %s".formatted(tokens, e.getMessage()), e);
    }
  }

  private List<int[]> texts(int tokens, int textTokens) {
    List<int[]> texts = new ArrayList<>();
    int[] known = session.golden().knownGood();
    for (int i = 0; i < tokens / textTokens; i++) {
      int[] text = new int[textTokens];
      Arrays.setAll(text, place -> known[place % known.length]);
      texts.add(text);
    }
    return texts;
  }
}
