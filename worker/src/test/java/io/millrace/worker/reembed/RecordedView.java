package io.millrace.worker.reembed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
final class RecordedView implements MoveView {
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final List<MoveProgress> progress = new CopyOnWriteArrayList<>();
  private final List<MoveOutcome> outcomes = new CopyOnWriteArrayList<>();

  @Override
  public void note(String line) {
    notes.add(line);
  }

  @Override
  public void progress(MoveProgress now) {
    progress.add(now);
  }

  @Override
  public void outcome(MoveOutcome outcome) {
    outcomes.add(outcome);
  }

  List<String> notes() {
    return notes;
  }

  List<MoveProgress> progress() {
    return progress;
  }

  List<MoveOutcome> outcomes() {
    return outcomes;
  }

  @Override
  public void close() {}
}
