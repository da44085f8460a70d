package io.millrace.worker.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What a run of the engine showed.
 *
 * @param model name of its folder
 * @param precision of the weights
 * @param length of the texts, as it was asked for
 * @param texts of one pass
 * @param tokens of one pass
 * @param textsPerSecond at the median rate
 * @param paddingShare part of the device's work that was padding
 * @param openSeconds from the call to the engine taking texts; weights that have to be converted
 *     and are not in the cache yet are converted in this time
 * @param device all that the engine ran on
 * @param gemmCeiling the same Gemms alone, measured after the engine
 * @param againstPadded packed and padded tokens without the engine, where that was asked for
 * @param hostCores of the machine, as Java sees it
 */
record EngineReport(
    String model,
    String precision,
    String device,
    String length,
    int budgetTokens,
    int texts,
    long tokens,
    Rate tokensPerSecond,
    double textsPerSecond,
    double paddingShare,
    double openSeconds,
    MemoryInUse deviceMemoryMiB,
    Ceiling gemmCeiling,
    List<AgainstPadded> againstPadded,
    Versions versions,
    int hostCores) {
  EngineReport {
    againstPadded = List.copyOf(againstPadded);
  }

  /** Of several passes. */
  record Rate(double median, double slowest, double fastest, int passes) {
    static Rate of(double... passes) {
      double[] sorted = passes.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Rate(
          rounded(median), rounded(sorted[0]), rounded(sorted[sorted.length - 1]), sorted.length);
    }
  }

  /**
   * Memory in use, on all devices together: on a GPU of all processes, on the CPU of this one. All
   * 0 where nobody tells.
   *
   * @param before with nothing of the model
   * @param open with the engine ready
   * @param most after the last pass: arenas do not shrink, so it was never more
   */
  record MemoryInUse(long before, long open, long most) {}

  /**
   * The most that Gemms allow, on all devices together.
   *
   * @param precision that they computed in
   * @param share the engine's median over this
   * @param teraflops 10^12 multiplications and additions a second
   * @param seconds that they were measured for
   */
  record Ceiling(
      String precision, double tokensPerSecond, double share, double teraflops, double seconds) {}

  /**
   * The same batches through two graphs of the same weights: tokens end to end, and padded rows
   * throughout. Tokens a second are those of the texts, padding not counted.
   *
   * @param order of the texts, from which batches are cut
   * @param batches of a pass
   * @param paddingShare part of the padded rows that was padding
   * @param timesPadded the packed median over the padded one
   */
  record AgainstPadded(
      String order,
      int batches,
      double paddingShare,
      Rate packedTokensPerSecond,
      Rate paddedTokensPerSecond,
      double timesPadded) {}

  /** What it ran on. */
  record Versions(String onnxRuntime, String java) {}

  /** To one digit after the point. */
  static double rounded(double number) {
    return Math.rint(number * 10) / 10;
  }

  /** To four digits after the point. */
  static double fine(double number) {
    return Math.rint(number * 10_000) / 10_000;
  }
}
