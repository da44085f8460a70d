package io.millrace.worker.engine.device;

import ai.onnxruntime.OrtEnvironment;
import io.millrace.worker.engine.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes ONNX Runtime load its native libraries from a folder that outlives the process. By itself
 * it unpacks them, 30 MB or 600, to a new temporary folder at each start, and leaves them there
 * when it is killed.
 */
public final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);
  private static final String FOLDER = "onnxruntime.native.path";
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** ONNX Runtime 1.29 crashes the process on Linux when its command line is longer than this. */
  private static final int MOST_COMMAND_LINE_BYTES = 4096;

  private NativeLibraries() {}

  /**
   * Unpacks what is not there yet. Must be called before anything of ONNX Runtime is; a folder that
   * the user has named stays.
   *
   * @throws ModelException if the process was started in a way that ONNX Runtime cannot stand
   */
  public static synchronized void prepare(Path folder) {
    requireShortCommandLine();
    if (System.getProperty(FOLDER) != null) {
      return;
    }
    List<NativeLibrary> libraries = NativeLibrary.ofThisPlatform();
    if (libraries.isEmpty()) {
      return; // ONNX Runtime says what is wrong
    }
    try {
      Path unpacked = new LibraryFolder(folder.resolve(name(libraries))).unpack(libraries);
      System.setProperty(FOLDER, unpacked.toAbsolutePath().toString());
    } catch (IOException e) {
      LOG.warn("Native libraries are unpacked anew at each start: {}", e.toString());
    }
  }

  /** Version of ONNX Runtime; its libraries must have been prepared. */
  public static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  /** The two builds have libraries of the same name. */
  private static String name(List<NativeLibrary> libraries) {
    boolean cuda = libraries.stream().anyMatch(NativeLibrary::isCuda);
    return "onnxruntime%s-%s-%s"
        .formatted(
            cuda ? "_gpu" : "",
            OrtEnvironment.class.getPackage().getImplementationVersion(),
            NativeLibrary.platform());
  }

  private static void requireShortCommandLine() {
    int bytes = commandLineBytes();
    if (bytes > MOST_COMMAND_LINE_BYTES) {
      throw new ModelException(
          "the command line of this process has %d bytes, ONNX Runtime crashes above %d: start it with java -jar, or give the class path in the variable CLASSPATH"
              .formatted(bytes, MOST_COMMAND_LINE_BYTES));
    }
  }

  private static int commandLineBytes() {
    try {
      return Files.readAllBytes(COMMAND_LINE).length;
    } catch (IOException e) {
      return 0; // not Linux
    }
  }
}
