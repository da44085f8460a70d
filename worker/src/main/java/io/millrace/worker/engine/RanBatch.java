package io.millrace.worker.engine;

import io.millrace.topology.port.Lane;

/**
 * What a batch says of the device's speed.
 *
 * @param first the lane it started with
 * @param tokens of its texts
 * @param paddedTokens what the device worked on
 * @param nanos how long
 */
record RanBatch(Lane first, long tokens, long paddedTokens, long nanos) {}
