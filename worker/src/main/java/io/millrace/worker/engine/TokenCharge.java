package io.millrace.worker.engine;

/** The room that one text takes: first estimated, then corrected, given back once. Thread safe. */
final class TokenCharge {
  private final TokenRoom room;
  private int chargedTokens;
  private boolean released;

  /** For room that has been taken. */
  TokenCharge(TokenRoom room, int chargedTokens) {
    this.room = room;
    this.chargedTokens = chargedTokens;
  }

  /** As far as it is known. */
  synchronized int tokens() {
    return chargedTokens;
  }

  /** Charges what the text really has. */
  synchronized void correct(int tokens) {
    if (released) {
      return;
    }
    int more = room.charge(tokens) - chargedTokens;
    chargedTokens += more;
    if (more > 0) {
      room.takeAnyway(more);
    } else {
      room.give(-more);
    }
  }

  /** Gives the room back; the second time does nothing. */
  synchronized void release() {
    if (!released) {
      released = true;
      room.give(chargedTokens);
    }
  }
}
