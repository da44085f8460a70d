package io.millrace.worker.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the field {@code input} in each of its four forms. */
final class InputReader {
  private static final String FIELD = "input";
  private static final String FORMS =
      "must be a string, a list of strings, a list of token ids, or a list of such lists";

  private final JsonParser json;
  private final int mostInputs;

  InputReader(JsonParser json, int mostInputs) {
    this.json = json;
    this.mostInputs = mostInputs;
  }

  /** Reads the value on which the parser stands. */
  Inputs read() throws IOException, RefusedException {
    return switch (json.currentToken()) {
      case VALUE_STRING ->
          new Inputs.Texts(List.of(InputText.requireSound(FIELD, FIELD, json.getText())));
      case START_ARRAY -> list();
      default -> throw wrong(FIELD + " " + FORMS);
    };
  }

  private Inputs list() throws IOException, RefusedException {
    return switch (json.nextToken()) {
      case VALUE_STRING -> new Inputs.Texts(texts());
      case VALUE_NUMBER_INT -> new Inputs.TokenIds(List.of(ids(FIELD)));
      case START_ARRAY -> new Inputs.TokenIds(idLists());
      case END_ARRAY -> throw empty(FIELD);
      case null, default -> throw wrong(FIELD + " " + FORMS);
    };
  }

  private List<String> texts() throws IOException, RefusedException {
    List<String> texts = new ArrayList<>();
    for (JsonToken at = json.currentToken(); at != JsonToken.END_ARRAY; at = json.nextToken()) {
      require(at == JsonToken.VALUE_STRING, place(texts) + " is no string, as input 0 is");
      texts.add(InputText.requireSound(FIELD, place(texts), json.getText()));
      requireRoom(texts);
    }
    return texts;
  }

  private List<int[]> idLists() throws IOException, RefusedException {
    List<int[]> lists = new ArrayList<>();
    for (JsonToken at = json.currentToken(); at != JsonToken.END_ARRAY; at = json.nextToken()) {
      String place = place(lists);
      require(at == JsonToken.START_ARRAY, place + " is no list of token ids, as input 0 is");
      if (json.nextToken() == JsonToken.END_ARRAY) {
        throw empty(place);
      }
      lists.add(ids(place));
      requireRoom(lists);
    }
    return lists;
  }

  /** The rest of a list, the parser standing on its first value. */
  private int[] ids(String place) throws IOException, RefusedException {
    int[] ids = new int[64];
    int count = 0;
    for (JsonToken at = json.currentToken(); at != JsonToken.END_ARRAY; at = json.nextToken()) {
      require(isId(at), "%s: token %d is no token id".formatted(place, count));
      ids = count == ids.length ? Arrays.copyOf(ids, 2 * count) : ids;
      ids[count++] = json.getIntValue();
    }
    return Arrays.copyOf(ids, count);
  }

  private boolean isId(JsonToken token) throws IOException {
    return token == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() == JsonParser.NumberType.INT
        && json.getIntValue() >= 0;
  }

  private void requireRoom(List<?> read) throws RefusedException {
    if (read.size() > mostInputs) {
      throw RefusedException.invalid(
          FIELD,
          "too_many_inputs",
          "input has more than %d entries; send them in several requests".formatted(mostInputs));
    }
  }

  private static String place(List<?> read) {
    return "input " + read.size();
  }

  private static void require(boolean right, String message) throws RefusedException {
    if (!right) {
      throw wrong(message);
    }
  }

  private static RefusedException empty(String place) {
    return RefusedException.invalid(FIELD, "empty_input", place + " is an empty list");
  }

  private static RefusedException wrong(String message) {
    return RefusedException.invalid(FIELD, "invalid_type", message);
  }
}
