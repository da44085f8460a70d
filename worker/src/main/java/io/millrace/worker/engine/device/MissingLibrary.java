package io.millrace.worker.engine.device;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shared library that the system's loader did not find.
 *
 * @param file as the loader names it
 */
record MissingLibrary(String file) {
  /** What glibc's loader says. */
  private static final Pattern NOT_FOUND =
      Pattern.compile("(\\S+\\.so[.\\d]*): cannot open shared object file");

  /**
   * Name in Debian's and NVIDIA's own repository, by how the file begins; the first match holds.
   */
  private static final Map<String, String> PACKAGES = new LinkedHashMap<>();

  static {
    PACKAGES.put("libcublas", "libcublas-12-9 of CUDA 12 (pip: nvidia-cublas-cu12)");
    PACKAGES.put(
        "libcudart", "cuda-cudart-12-9 of CUDA 12.8 or newer (pip: nvidia-cuda-runtime-cu12)");
    PACKAGES.put("libcurand", "libcurand-12-9 of CUDA 12 (pip: nvidia-curand-cu12)");
    PACKAGES.put("libcufft", "libcufft-12-9 of CUDA 12 (pip: nvidia-cufft-cu12)");
    PACKAGES.put("libnvrtc", "cuda-nvrtc-12-9 of CUDA 12 (pip: nvidia-cuda-nvrtc-cu12)");
    PACKAGES.put("libcudnn", "libcudnn9-cuda-12 (pip: nvidia-cudnn-cu12)");
    PACKAGES.put("libcuda.so", "NVIDIA's driver; in a container: run it with --gpus all");
    PACKAGES.put("libstdc++", "libstdc++6");
  }

  /** The library that a loader's message names. */
  static Optional<MissingLibrary> in(String message) {
    Matcher matcher = NOT_FOUND.matcher(message);
    return matcher.find() ? Optional.of(new MissingLibrary(matcher.group(1))) : Optional.empty();
  }

  @Override
  public String toString() {
    return "%s is missing; it comes with %s".formatted(file, origin());
  }

  private String origin() {
    return PACKAGES.entrySet().stream()
        .filter(known -> file.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("a package of your system");
  }
}
