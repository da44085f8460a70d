package io.millrace.worker.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.Progress;
import io.millrace.worker.local.TemporaryFolder;
import io.millrace.worker.wiring.Serving;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import me.tongfei.progressbar.ProgressBar;

/**
 * What a person sees of a demo. With {@code --json} stdout belongs to the summary and words go to
 * stderr.
 */
public final class DemoSession {
  private final EmbeddingEngine engine;
  private final DemoInput input;

  public DemoSession(EmbeddingEngine engine, DemoInput input) {
    this.engine = engine;
    this.input = input;
  }

  /**
   * Runs the documents through, searches, and unless it is only once, goes on until the process is
   * stopped.
   */
  public int run(boolean once, boolean json) throws IOException, InterruptedException {
    PrintStream words = json ? System.err : System.out;
    try (TemporaryFolder state = TemporaryFolder.create("millrace-demo-");
        Demo demo = Demo.start(engine, input, state.path());
        Serving serving = demo.serve()) {
      DemoSummary summary = feed(demo);
      print(summary, words);
      if (json) {
        System.out.println(new JsonMapper().writeValueAsString(summary));
      }
      if (!once) {
        goOn(demo, serving, words);
      }
    }
    return 0;
  }

  private DemoSummary feed(Demo demo) throws IOException, InterruptedException {
    try (ProgressBar bar = Progress.bar("documents", input.countLines())) {
      return demo.run(input, bar::stepTo);
    }
  }

  private static void print(DemoSummary summary, PrintStream words) {
    words.printf(
        "%n%d records: %d vectors, %d tombstones, %d unchanged, %d dead letters; %d tokens in %.1f s%n%n",
        summary.documents(),
        summary.vectors(),
        summary.tombstones(),
        summary.skipped(),
        summary.deadLetters(),
        summary.tokens(),
        summary.seconds());
    summary.searches().forEach(search -> print(search, words));
  }

  private static void print(DemoSummary.Search search, PrintStream words) {
    words.printf("? %s%n  %s (%.3f)%n", search.query(), search.topDocId(), search.score());
  }

  private void goOn(Demo demo, Serving serving, PrintStream words)
      throws IOException, InterruptedException {
    int port = serving.port().orElseThrow();
    words.printf(
        """

        page      http://127.0.0.1:%d/
        broker    %s
        registry  %s

        Add a document in another terminal:
          ./millrace produce --bootstrap %s --key my-document "Any text you like"
        See that every document has exactly its vectors:
          ./millrace check --bootstrap %s --registry %s --text-fields %s
        Ask for a vector of your own:
          curl http://127.0.0.1:%d/v1/embeddings -H 'Content-Type: application/json' \\
            -d '{"model": "%s", "input": "any text"}'
        Type a search here, or end with Ctrl-C.
        """,
        port,
        demo.bootstrapServers(),
        demo.registryUrl(),
        demo.bootstrapServers(),
        demo.bootstrapServers(),
        demo.registryUrl(),
        String.join(",", input.textFields()),
        port,
        engine.space().model());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "demo-stop"));
    try (var _ = new ArrivalTail(words).follow(demo)) {
      answerSearches(demo, words);
      stopped.await();
    }
  }

  /** Until stdin ends; without a terminal that may be at once, and the demo still goes on. */
  private static void answerSearches(Demo demo, PrintStream words)
      throws IOException, InterruptedException {
    BufferedReader searches =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = searches.readLine(); line != null; line = searches.readLine()) {
      if (!line.isBlank()) {
        demo.search(List.of(line)).forEach(search -> print(search, words));
      }
    }
  }
}
