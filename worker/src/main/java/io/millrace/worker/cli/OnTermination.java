package io.millrace.worker.cli;

/** What to do when the process is asked to stop (SIGTERM, Ctrl-C). */
final class OnTermination {
  private OnTermination() {}

  static void run(Runnable action) {
    Runtime.getRuntime().addShutdownHook(new Thread(action, "termination"));
  }
}
