package io.millrace.worker;

import io.millrace.worker.cli.MillraceCommand;

/** Entry of the process. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    JavaUtilLogging.toSlf4j();
    System.exit(MillraceCommand.execute(args));
  }
}
