package io.millrace.worker.reembed;

/** Whoever is told how a move goes; from one thread. */
public interface MoveView extends AutoCloseable {
  /** Something a person should know, one line. */
  void note(String line);

  /** How far it is; told about every second. */
  void progress(MoveProgress progress);

  /** How it ended; or, of a worker that goes on, that it has caught up. */
  void outcome(MoveOutcome outcome);

  @Override
  void close();
}
