package io.millrace.worker.local;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on stderr; stdout belongs to results. */
public final class Progress {
  private static final int UPDATE_MILLIS = 500;

  private Progress() {}

  public static ProgressBar bar(String what, long max) {
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(max)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(System.err))
        .build();
  }
}
