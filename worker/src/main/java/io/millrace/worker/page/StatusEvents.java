package io.millrace.worker.page;

import io.millrace.worker.http.Handler;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells a client the chart so far, and then every frame. */
record StatusEvents(Feed feed, boolean search) implements Handler {
  private record Hello(boolean search, List<Frame.Point> points) {}

  @Override
  public Response handle(Request request) {
    return new Response.Events(Map.of("Cache-Control", "no-store"), this::sendTo);
  }

  private void sendTo(Response.EventSink client) throws InterruptedException {
    client.send("hello", WireJson.write(new Hello(search, feed.points())));
    Optional<Feed.Written> frame = feed.after(0);
    while (frame.isPresent()) {
      client.send("status", frame.get().json());
      frame = feed.after(frame.get().number());
    }
  }
}
