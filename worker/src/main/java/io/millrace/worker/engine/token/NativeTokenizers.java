package io.millrace.worker.engine.token;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;

/**
 * The native library, loaded from the class path and never from the network.
 *
 * <p>Left alone, DJL calls home when it is loaded, asks the cloud's metadata address where it runs,
 * and on a host with CUDA downloads another build of the library.
 */
final class NativeTokenizers {
  private NativeTokenizers() {}

  /** Loads the library at the first call. */
  static TokenizersLibrary load() {
    return Loaded.LIBRARY;
  }

  private static final class Loaded {
    static final TokenizersLibrary LIBRARY = loadOffline();

    private static TokenizersLibrary loadOffline() {
      System.setProperty("ai.djl.offline", "true");
      System.setProperty("OPT_OUT_TRACKING", "true");
      System.setProperty("RUST_FLAVOR", "cpu");
      LibUtils.checkStatus();
      return TokenizersLibrary.LIB;
    }
  }
}
