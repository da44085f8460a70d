package io.millrace.worker.engine.device;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** A library inside ONNX Runtime's jar. */
record NativeLibrary(String file, URL resource) {
  private static final String CUDA = "onnxruntime_providers_cuda";

  /** TensorRT's provider is left out: nothing here uses it. */
  private static final List<String> NAMES =
      List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared", CUDA);

  /** Those that the jar on the class path has for this machine. */
  static List<NativeLibrary> ofThisPlatform() {
    return NAMES.stream().map(System::mapLibraryName).flatMap(NativeLibrary::find).toList();
  }

  private static Stream<NativeLibrary> find(String file) {
    URL resource =
        OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform() + "/" + file);
    return Stream.ofNullable(resource).map(url -> new NativeLibrary(file, url));
  }

  /** As ONNX Runtime names its folders. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    return system + "-" + (arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch);
  }

  boolean isCuda() {
    return file.equals(System.mapLibraryName(CUDA));
  }

  /** Whether a folder has the whole of it. */
  boolean isIn(Path folder) throws IOException {
    Path unpacked = folder.resolve(file);
    return Files.exists(unpacked) && Files.size(unpacked) == entry().getSize();
  }

  /**
   * Copies it.
   *
   * @throws IOException also if what was read is not what the jar says
   */
  void unpackTo(Path folder) throws IOException {
    CRC32 checksum = new CRC32();
    try (InputStream in = new CheckedInputStream(resource.openStream(), checksum)) {
      Files.copy(in, folder.resolve(file));
    }
    if (checksum.getValue() != entry().getCrc()) {
      throw new IOException("%s is damaged in %s".formatted(file, resource));
    }
  }

  private JarEntry entry() throws IOException {
    return Objects.requireNonNull(((JarURLConnection) resource.openConnection()).getJarEntry());
  }

  // A URL compares by asking the network for its host.

  @Override
  public boolean equals(Object other) {
    return other instanceof NativeLibrary that && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }
}
