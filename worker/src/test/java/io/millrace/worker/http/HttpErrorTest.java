package io.millrace.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpErrorTest {
  @ParameterizedTest
  @CsvSource({"PT0S,1", "PT0.000000001S,1", "PT1S,1", "PT1.000000001S,2", "PT60S,60"})
  void nobodyIsToldToComeBackTooEarly(Duration wait, String seconds) {
    Response.Whole response = HttpError.later(503, "busy", "later", wait).response();
    assertThat(response.headers()).containsEntry("Retry-After", seconds);
  }
}
