package io.millrace.worker.engine.token;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A Hugging Face tokenizer: from text to token ids, special tokens added by its template.
 *
 * <p>It neither truncates nor pads, whatever {@code tokenizer.json} says: many carry the settings
 * of some training run. Thread safe; texts are tokenized side by side, and closing waits for those
 * that are being tokenized.
 */
public final class Tokenizer implements AutoCloseable {
  private static final char REPLACEMENT = '\uFFFD';

  private final TokenizersLibrary library;
  private final long handle;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  private Tokenizer(TokenizersLibrary library, long handle) {
    this.library = library;
    this.handle = handle;
  }

  /**
   * Makes a tokenizer.
   *
   * @param json content of a {@code tokenizer.json}
   * @throws TokenizerException if it is not one
   */
  public static Tokenizer open(String json) {
    TokenizersLibrary library = NativeTokenizers.load();
    long handle = create(library, json);
    library.disableTruncation(handle);
    library.disablePadding(handle);
    return new Tokenizer(library, handle);
  }

  /**
   * The token ids of a text as the model sees it.
   *
   * @throws TokenizerException if the tokenizer fails on the text
   * @throws IllegalStateException if it is closed
   */
  public int[] tokenize(String text) {
    open.readLock().lock();
    try {
      requireOpen();
      return encode(wellFormed(text));
    } finally {
      open.readLock().unlock();
    }
  }

  /** Frees the native memory. Closing twice is harmless. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        library.deleteTokenizer(handle);
      }
    } finally {
      open.writeLock().unlock();
    }
  }

  private static long create(TokenizersLibrary library, String json) {
    try {
      return library.createTokenizerFromString(json);
    } catch (RuntimeException e) { // the only type the native code throws
      throw new TokenizerException("not a tokenizer: " + e.getMessage(), e);
    }
  }

  private int[] encode(String text) {
    try {
      return tokenIds(library.encode(handle, text, true));
    } catch (RuntimeException e) { // the only type the native code throws
      throw new TokenizerException("the tokenizer failed: " + e.getMessage(), e);
    }
  }

  private int[] tokenIds(long encoding) {
    try {
      long[] ids = library.getTokenIds(encoding);
      int[] narrow = new int[ids.length];
      for (int i = 0; i < ids.length; i++) {
        narrow[i] = Math.toIntExact(ids[i]);
      }
      return narrow;
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the tokenizer is closed");
    }
  }

  /** Half a surrogate pair has no UTF-8: without this the native code would drop it in silence. */
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return replaceLoneSurrogates(text);
      }
    }
    return text;
  }

  private static String replaceLoneSurrogates(String text) {
    StringBuilder wellFormed = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isLoneSurrogate(point) ? REPLACEMENT : point)
        .forEach(wellFormed::appendCodePoint);
    return wellFormed.toString();
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
