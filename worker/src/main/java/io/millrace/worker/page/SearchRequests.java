package io.millrace.worker.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.http.Handler;
import io.millrace.worker.http.HttpError;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Answers what a person types into the search box. */
record SearchRequests(Search search) implements Handler {
  private static final int HITS = 8;
  private static final int MOST_BYTES = 64 << 10;
  private static final JsonMapper JSON = new JsonMapper();

  private record Answer(List<Search.Hit> hits) {}

  @Override
  public Response handle(Request request) throws InterruptedException {
    Optional<String> query = query(request.body());
    if (query.isEmpty()) {
      return HttpError.invalid(
              400, "invalid_query", "the body must be {\"query\": \"...\"}, at most 64 KiB")
          .of("query")
          .response();
    }
    return switch (search.nearest(query.get(), HITS)) {
      case Search.Found.Hits(List<Search.Hit> hits) ->
          Response.json(200, WireJson.write(new Answer(hits)));
      case Search.Found.Refused(String detail) ->
          HttpError.invalid(400, "query_refused", detail).of("query").response();
    };
  }

  private static Optional<String> query(byte[] body) {
    if (body.length > MOST_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readTree(body))
          .map(root -> root.get("query"))
          .filter(JsonNode::isTextual)
          .map(JsonNode::textValue)
          .filter(text -> !text.isBlank());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
