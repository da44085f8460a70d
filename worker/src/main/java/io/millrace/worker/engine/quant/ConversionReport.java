package io.millrace.worker.engine.quant;

import java.time.Duration;

/**
 * What it cost to get the weights.
 *
 * @param reused whether a file of an earlier start was taken; then {@code took} is its check
 * @param sourceBytes of the checkpoint's tensors
 * @param sizeBytes of the file
 */
public record ConversionReport(boolean reused, long sourceBytes, long sizeBytes, Duration took) {}
