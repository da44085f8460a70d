package io.millrace.worker.guard;

/** What takes load off. Called by the guard's thread alone; must neither wait long nor throw. */
public interface Brakes {
  void shrinkBatches(boolean on);

  void pauseBackfill(boolean on);

  void refuseOnline(boolean on);
}
