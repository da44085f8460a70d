package io.millrace.worker.reembed;

import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on a terminal, on stderr. It ends when the worker has caught up. */
final class BarView implements MoveView {
  private static final int UPDATE_MILLIS = 500;

  private final PrintWriter out;
  private @Nullable ProgressBar bar;

  BarView(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void note(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void progress(MoveProgress progress) {
    bar()
        .maxHint(progress.total())
        .stepTo(progress.done())
        .setExtraMessage(LineView.paceText(progress));
  }

  /** Its own time left would count from zero, also after a restart. */
  private ProgressBar bar() {
    ProgressBar shown = bar;
    if (shown == null) {
      shown =
          new ProgressBarBuilder()
              .setTaskName("records")
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .hideEta()
              .build();
      bar = shown;
    }
    return shown;
  }

  @Override
  public void outcome(MoveOutcome outcome) {
    close();
    OutcomeText.of(outcome).forEach(this::note);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
