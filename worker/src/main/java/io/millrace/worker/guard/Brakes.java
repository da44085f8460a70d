package io.millrace.worker.guard;

/** What takes load off. Called by the guard's thread alone; must neither wait long nor throw. */
public interface Brakes {
  void shrinkBatches(boolean on);

  /** Asked for at every look that finds too little left, since what is idle holds on to it. */
  void freeMemory();

  void pauseBackfill(boolean on);

  void refuseOnline(boolean on);
}
