package io.millrace.worker.page;

import static io.millrace.worker.http.Route.Access.KEY;

import io.millrace.worker.http.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page for a person who watches a process. Looks at it once a second, watched or not, so that who
 * comes late still sees the last minutes; all who watch share that look.
 */
public final class Page implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Page.class);

  private final Supplier<PageStatus> status;
  private final Optional<Search> search;
  private final Feed feed = new Feed();
  private final StatusWindow window = new StatusWindow();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** So that it is told once; of the page's own thread. */
  private boolean isFailing;

  private Page(Supplier<PageStatus> status, Optional<Search> search) {
    this.status = status;
    this.search = search;
  }

  /**
   * Starts to look.
   *
   * @param status asked once a second on a thread of its own; should answer at once
   * @param search of the documents; the page has no box without it
   */
  public static Page start(Supplier<PageStatus> status, Optional<Search> search) {
    Page page = new Page(status, search);
    Thread.ofPlatform().daemon().name("page").start(page::lookUntilClosed);
    return page;
  }

  /** {@code GET /}, {@code GET /events} and, with a search, {@code POST /search}. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get("/", KEY, PageFile.read()));
    routes.add(Route.get("/events", KEY, new StatusEvents(feed, search.isPresent())));
    search.ifPresent(it -> routes.add(Route.post("/search", KEY, new SearchRequests(it))));
    return List.copyOf(routes);
  }

  private void lookUntilClosed() {
    try {
      do {
        look();
      } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      PageStatus now = status.get();
      feed.publish(Frame.of(Instant.now(), now, window.add(now, System.nanoTime())));
      isFailing = false;
    } catch (RuntimeException e) {
      // Whatever part could not tell: the page says how old its news is, and the next look may do.
      if (!isFailing) {
        LOG.atWarn().setCause(e).log("the page has no news");
      }
      isFailing = true;
    }
  }

  /** Ends the events of all who watch. */
  @Override
  public void close() {
    closing.countDown();
    feed.close();
  }
}
