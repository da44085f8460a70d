package io.millrace.worker.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The {@code tokenizer.json} of a byte-level BPE without merges: each byte is a token, and {@code
 * <|endoftext|>} comes after each text.
 */
final class ByteTokenizer {
  /** Ids 0 to 255 are the bytes. */
  private static final int END_ID = 256;

  private static final String END = "<|endoftext|>";

  private ByteTokenizer() {}

  static String json() {
    ObjectNode json = new JsonMapper().createObjectNode();
    json.put("version", "1.0");
    addEndToken(json);
    json.putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    addTemplate(json.putObject("post_processor"));
    ObjectNode model = json.putObject("model").put("type", "BPE");
    addVocabulary(model.putObject("vocab"));
    model.putArray("merges");
    return json.toString();
  }

  private static void addEndToken(ObjectNode json) {
    json.putArray("added_tokens")
        .addObject()
        .put("id", END_ID)
        .put("content", END)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  private static void addTemplate(ObjectNode processor) {
    processor.put("type", "TemplateProcessing");
    var single = processor.putArray("single");
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    single.addObject().putObject("SpecialToken").put("id", END).put("type_id", 0);
    processor.putArray("pair").addAll(single).addAll(single);
    ObjectNode end = processor.putObject("special_tokens").putObject(END).put("id", END);
    end.putArray("ids").add(END_ID);
    end.putArray("tokens").add(END);
  }

  /** GPT-2's alphabet: a byte that prints as Latin-1 stands for itself, all others from 256 on. */
  private static void addVocabulary(ObjectNode vocabulary) {
    int others = 256;
    for (int value = 0; value < 256; value++) {
      boolean prints = (value > ' ' && value <= '~') || (value > 0xA0 && value != 0xAD);
      vocabulary.put(Character.toString(prints ? value : others++), value);
    }
    vocabulary.put(END, END_ID);
  }
}
