package io.millrace.worker.engine;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.Caller;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingRequest.Tokens;
import io.millrace.topology.port.Lane;
import java.util.Optional;
import java.util.OptionalLong;

/** Texts of ten tokens on their way through the engine. */
final class Texts {
  static final int TOKENS = 10;

  private Texts() {}

  static EmbeddingRequest request(Lane lane) {
    return new EmbeddingRequest(new Tokens(new int[TOKENS]), lane);
  }

  static EmbeddingRequest online(long deadlineNanos) {
    return by(request(Lane.ONLINE), deadlineNanos);
  }

  static EmbeddingRequest by(EmbeddingRequest request, long deadlineNanos) {
    return request.by(
        new Caller(Account.PROCESS, OptionalLong.of(deadlineNanos), Optional.empty()));
  }

  static TextInFlight inFlight() {
    return inFlight(request(Lane.STREAM));
  }

  static TextInFlight inFlight(EmbeddingRequest request) {
    TokenRoom room = new TokenRoom(TOKENS);
    room.takeAnyway(TOKENS);
    return new TextInFlight(request, new TokenCharge(room, TOKENS), 0);
  }

  static TokenizedText tokenized(TextInFlight text) {
    return new TokenizedText(text, new int[TOKENS]);
  }
}
