package io.millrace.worker.reembed;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/**
 * An object a line; its {@code event} is {@code progress} or what became of the move. Words for
 * people go elsewhere.
 */
final class JsonView implements MoveView {
  private final JsonMapper mapper = new JsonMapper();
  private final PrintWriter out;
  private final PrintWriter words;

  JsonView(PrintWriter out, PrintWriter words) {
    this.out = out;
    this.words = words;
  }

  @Override
  public void note(String line) {
    words.println(line);
    words.flush();
  }

  @Override
  public void progress(MoveProgress progress) {
    print("progress", progress);
  }

  @Override
  public void outcome(MoveOutcome outcome) {
    print(
        switch (outcome) {
          case MoveOutcome.NothingToMove _ -> "nothing-to-move";
          case MoveOutcome.CaughtUp _ -> "caught-up";
          case MoveOutcome.Stopped _ -> "stopped";
          case MoveOutcome.Failed _ -> "failed";
        },
        outcome);
  }

  private void print(String event, Object content) {
    ObjectNode line = mapper.createObjectNode().put("event", event);
    ObjectNode fields = mapper.valueToTree(content);
    line.setAll(fields);
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
