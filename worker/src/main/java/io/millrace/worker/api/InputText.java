package io.millrace.worker.api;

/** Whether a string can be embedded. */
final class InputText {
  private InputText() {}

  /**
   * The same text.
   *
   * @param place says in errors which text it is
   */
  static String requireSound(String field, String place, String text) throws RefusedException {
    if (text.isEmpty()) {
      throw RefusedException.invalid(
          field, "empty_input", "%s is empty; send at least one character".formatted(place));
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw unsound(field, "%s has a NUL character at %d; remove it".formatted(place, i));
      }
      if (Character.isSurrogate(c)) {
        if (!isPair(text, i)) {
          throw unsound(
              field,
              "%s has half a surrogate pair at %d; send whole characters".formatted(place, i));
        }
        i++;
      }
    }
    return text;
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  private static RefusedException unsound(String field, String message) {
    return RefusedException.invalid(field, "invalid_text", message);
  }
}
