package io.millrace.worker.page;

import io.millrace.worker.page.Rates.LaneRates;
import java.time.Instant;
import java.util.List;

/**
 * What the page is told once a second.
 *
 * @param point this moment's place in the chart
 */
record Frame(Instant at, PageStatus status, Rates rates, Point point) {
  /**
   * A moment of the chart.
   *
   * @param lanes tokens a second of each, in the order of the status
   * @param lag records to do, in all partitions
   */
  record Point(Instant at, double tokens, double texts, List<Double> lanes, long lag) {
    Point {
      lanes = List.copyOf(lanes);
    }
  }

  static Frame of(Instant at, PageStatus status, Rates rates) {
    Point point =
        new Point(
            at,
            rates.tokens(),
            rates.texts(),
            rates.lanes().stream().map(LaneRates::tokens).toList(),
            status.stream().map(PageStatus.Stream::lagRecords).orElse(0L));
    return new Frame(at, status, rates, point);
  }
}
