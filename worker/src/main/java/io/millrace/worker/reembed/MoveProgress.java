package io.millrace.worker.reembed;

import io.millrace.worker.topic.Backlog;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a move is.
 *
 * @param done records of the sources that are done, earlier starts of the same move included
 * @param total records that the sources hold now
 * @param etaSeconds null while no end is in sight
 */
public record MoveProgress(
    long done,
    long total,
    double recordsPerSecond,
    double tokensPerSecond,
    @Nullable Long etaSeconds) {
  static MoveProgress of(Backlog backlog, Pace pace) {
    OptionalLong eta = pace.etaSeconds();
    return new MoveProgress(
        backlog.done(),
        backlog.total(),
        pace.recordsPerSecond(),
        pace.tokensPerSecond(),
        eta.isPresent() ? eta.getAsLong() : null);
  }
}
