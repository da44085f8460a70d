package io.millrace.worker.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Documents of random words and searches, as many as a demo on a busy machine can take. */
final class DemoLoad implements AutoCloseable {
  private static final int MOST_UNDER_WAY = 24;
  private static final int DOCUMENTS = 300;
  private static final int MOST_WORDS = 90;
  private static final long PAUSE_MILLIS = 150;
  private static final Logger LOG = LoggerFactory.getLogger(DemoLoad.class);

  private final Demo demo;
  private final Random random = new Random(7);
  private final List<String> words = new ArrayList<>(SampleWords.read());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final long recordsBefore;
  private final Thread thread;

  private long written;

  private DemoLoad(Demo demo) {
    this.demo = demo;
    this.recordsBefore = demo.stream().counts().records();
    this.thread = Thread.ofPlatform().daemon().name("demo-load").unstarted(this::run);
  }

  static DemoLoad start(Demo demo) {
    DemoLoad load = new DemoLoad(demo);
    load.thread.start();
    return load;
  }

  private void run() {
    try (DocumentWriter writer = new DocumentWriter(demo.bootstrapServers(), Demo.DOCUMENTS)) {
      while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        write(writer);
        var _ = demo.nearest(text(12), 1);
      }
    } catch (InterruptedException e) {
      LOG.info("the load was interrupted");
      Thread.currentThread().interrupt();
    }
  }

  /** As many as the stream has done since: the demo is busy, and never far behind. */
  private void write(DocumentWriter writer) {
    long done = demo.stream().counts().records() - recordsBefore;
    for (; written < done + MOST_UNDER_WAY; written++) {
      writer.write("load-" + random.nextInt(DOCUMENTS), text(1 + random.nextInt(MOST_WORDS)));
    }
  }

  private String text(int length) {
    Collections.shuffle(words, random);
    return String.join(" ", words.subList(0, length));
  }

  /** Lets a search and a write that are under way end first; fails if they do not. */
  @Override
  public void close() {
    closing.countDown();
    Awaitility.await("the end of the load").until(() -> !thread.isAlive());
  }
}
