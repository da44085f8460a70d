package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.worker.engine.device.DeviceMemory.Reading;
import io.millrace.worker.engine.onnx.PaddedTokens;
import io.millrace.worker.engine.onnx.TokenTensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** The first token of a row decides what the device makes of it. */
class EmbedRowsTest {
  private static final int GOOD = 1;
  private static final int NAN = 2;
  private static final int ZERO = 3;
  private static final int FAILS = 4;

  private static final int LARGE = 5;
  private static final int NEEDS_ALL_MEMORY = 6;
  private static final int OVER_THE_LIMIT = 7;
  private static final long PROMISED_BYTES = 1000;

  private boolean broken;
  private boolean givesNothingElse;
  private int mostRows = Integer.MAX_VALUE;
  private int timesOutOfMemory;
  private int runs;
  private long freeBytes = PROMISED_BYTES;
  private final ReentrantReadWriteLock turns = new ReentrantReadWriteLock();
  private final EmbedRows device =
      new EmbedRows(
          this::run,
          new int[] {GOOD},
          () -> timesOutOfMemory++,
          turns.writeLock(),
          new PromisedMemory(() -> Optional.of(new Reading(0, freeBytes)), PROMISED_BYTES));

  @Test
  void goodRowsRunOnce() throws DeviceException {
    assertThat(embed(GOOD, GOOD)).allMatch(Embedded.class::isInstance);
    assertThat(runs).isEqualTo(1);
  }

  @Test
  void rowWithoutAVectorIsRefusedAndTheOthersAreNot() throws DeviceException {
    List<EmbeddingResult> results = embed(GOOD, NAN, GOOD, ZERO);

    assertThat(results).element(0).isInstanceOf(Embedded.class);
    assertThat(results).element(1).isInstanceOfSatisfying(Refused.class, this::hasNoVector);
    assertThat(results).element(2).isInstanceOf(Embedded.class);
    assertThat(results).element(3).isInstanceOfSatisfying(Refused.class, this::hasNoVector);
  }

  @Test
  void rowThatFailsTheBatchIsFoundAndRefused() throws DeviceException {
    List<EmbeddingResult> results = embed(GOOD, GOOD, FAILS, GOOD, GOOD);

    assertThat(results).element(2).isInstanceOfSatisfying(Refused.class, this::hasNoVector);
    assertThat(results).filteredOn(Embedded.class::isInstance).hasSize(4);
  }

  @Test
  void deviceThatFailsOnAKnownTextIsBroken() {
    broken = true;

    assertThatThrownBy(() -> embed(GOOD, GOOD)).isInstanceOf(DeviceException.class);
  }

  /** As after damage to its memory: no error, and no vector of any text. */
  @Test
  void deviceThatGivesNoTextAVectorIsBroken() {
    givesNothingElse = true;

    assertThatThrownBy(() -> embed(GOOD, NAN))
        .isInstanceOf(DeviceException.class)
        .hasMessage("the device gives no text a vector");
  }

  @Test
  void deviceThatAnswersAKnownTextWithNothingIsBrokenWhateverElseFails() {
    givesNothingElse = true;

    assertThatThrownBy(() -> embed(FAILS)).isInstanceOf(DeviceException.class);
  }

  @Test
  void batchThatDoesNotFitRunsInHalves() throws DeviceException {
    mostRows = 2;

    assertThat(embed(GOOD, GOOD, GOOD, GOOD, GOOD)).allMatch(Embedded.class::isInstance);
    assertThat(timesOutOfMemory).isEqualTo(1);
  }

  @Test
  void textThatDoesNotFitAloneIsRefusedForThat() throws DeviceException {
    assertThat(embed(LARGE))
        .singleElement()
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.OUT_OF_MEMORY));
    assertThat(embed(GOOD, LARGE, GOOD)).filteredOn(Embedded.class::isInstance).hasSize(2);
  }

  @Test
  void textThatFitsOnlyWithoutOthersHasTheDeviceForItself() throws DeviceException {
    assertThat(embed(NEEDS_ALL_MEMORY)).allMatch(Embedded.class::isInstance);
    assertThat(embed(GOOD, NEEDS_ALL_MEMORY)).allMatch(Embedded.class::isInstance);
    assertThat(turns.isWriteLocked()).isFalse();
  }

  @Test
  void loneTextThatDoesNotFitSaysNothingOfTheBudget() throws DeviceException {
    embed(LARGE);

    assertThat(timesOutOfMemory).isZero();
  }

  @Test
  void deviceWithoutMemoryForAKnownTextIsNotBrokenAndTheTextIsNotToBlame() throws DeviceException {
    mostRows = 0;

    assertThat(outcomes(GOOD)).containsExactly(new RowOutcome.NoMemory());
  }

  @Test
  void textIsNotToBlameForMemoryThatOthersHold() throws DeviceException {
    freeBytes = PROMISED_BYTES / 2;

    assertThat(outcomes(GOOD, LARGE)).element(1).isEqualTo(new RowOutcome.NoMemory());
  }

  @Test
  void textOverTheSessionsOwnLimitIsRefusedWhoeverHoldsTheRest() throws DeviceException {
    freeBytes = PROMISED_BYTES / 2;

    assertThat(embed(OVER_THE_LIMIT))
        .singleElement()
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.OUT_OF_MEMORY));
  }

  private void hasNoVector(Refused refused) {
    assertThat(refused.reason()).isEqualTo(Reason.NO_VECTOR);
  }

  private List<EmbeddingResult> embed(int... firstTokens) throws DeviceException {
    return outcomes(firstTokens).stream()
        .map(outcome -> ((RowOutcome.Settled) outcome).result())
        .toList();
  }

  private List<RowOutcome> outcomes(int... firstTokens) throws DeviceException {
    List<int[]> rows = Arrays.stream(firstTokens).mapToObj(t -> new int[] {t}).toList();
    TokenTensors tensors = new PaddedTokens(0);
    tensors.layOut(rows);
    return device.embed(rows, tensors);
  }

  private float[][] run(TokenTensors tensors) throws OrtException {
    runs++;
    if (tensors.rows() > mostRows) {
      throw new OrtException("Failed to allocate memory for requested buffer of size 99");
    }
    float[][] vectors = new float[tensors.rows()][];
    for (int row = 0; row < vectors.length; row++) {
      vectors[row] = vector(Math.toIntExact(tensors.ids().get(row)));
    }
    return vectors;
  }

  private float[] vector(int firstToken) throws OrtException {
    if (broken || firstToken == FAILS) {
      throw new OrtException("the device says no");
    }
    if (firstToken == OVER_THE_LIMIT) {
      throw new OrtException("Available memory of 100 is smaller than requested bytes of 200");
    }
    boolean lacksMemory = firstToken == NEEDS_ALL_MEMORY && !turns.isWriteLockedByCurrentThread();
    if (firstToken == LARGE || lacksMemory) {
      throw new OrtException("CUDA failure 2: out of memory");
    }
    if (givesNothingElse) {
      return new float[] {Float.NaN, 0};
    }
    return switch (firstToken) {
      case NAN -> new float[] {Float.NaN, 0};
      case ZERO -> new float[] {0, 0};
      default -> new float[] {1, 0};
    };
  }
}
