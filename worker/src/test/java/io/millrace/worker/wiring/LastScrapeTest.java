package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.http.Handler;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.keys.ApiKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastScrapeTest {
  private static final Request SCRAPE =
      new Request("GET", "/metrics", "", Map.of(), ApiKey.ANYBODY, new byte[0]);
  private static final Response METERS = Response.text(200, "text/plain", "");

  private final LastScrape last = new LastScrape(Duration.ZERO);

  @Test
  void aScrapeThatBeginsAfterTheFailureIsTheLast() throws Exception {
    Handler meters = last.watching(_ -> METERS);
    last.begin();

    assertThat(meters.handle(SCRAPE)).isSameAs(METERS);

    assertThat(last.await()).isTrue();
  }

  @Test
  void aScrapeThatTheFailureCameIntoIsNotTheLast() throws Exception {
    Handler meters =
        last.watching(_ -> {
          last.begin();
          return METERS;
        });

    var _ = meters.handle(SCRAPE);

    assertThat(last.await()).isFalse();
  }

  @Test
  void whatIsCalledOffIsNotAwaited() throws Exception {
    last.begin();

    last.callOff();

    assertThat(last.await()).isTrue();
  }
}
