package io.millrace.worker.engine.quant;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.SafetensorsWriter;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightCacheTest {
  private static final WeightFormat INT8 = new WeightFormat(Precision.INT8, 32, DType.F32);
  private static final int THREADS = 2;

  @TempDir Path temp;
  private Path folder;
  private Path cacheFolder;

  @BeforeEach
  void writeACheckpoint() throws IOException {
    folder = temp.toRealPath();
    cacheFolder = folder.resolve(WeightCache.FOLDER);
    write(ramp(0));
  }

  @Test
  void partsLieWhereTheRecordsSay() throws IOException {
    ConvertedWeights weights = convert();

    ConvertedWeight weight = requireNonNull(weights.byTensor().get("w"));

    assertThat(weight.values().shape()).containsExactly(4, 2, 32);
    assertThat(weight.values().type()).isEqualTo(DType.U8);
    StoredTensor scales = weight.scales().orElseThrow();
    assertThat(scales.shape()).containsExactly(4, 2);
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(weights.file()));
    file.order(ByteOrder.LITTLE_ENDIAN);
    float scale = file.getFloat((int) scales.offsetBytes() + 3 * Float.BYTES);
    int level = (file.get((int) weight.values().offsetBytes() + 3 * 32 + 7) & 0xFF) - 128;
    assertThat(level * scale).isCloseTo(ramp(0)[40 + 32 + 7], within(scale / 2));
  }

  @Test
  void fileIsASafetensorsFile() throws IOException {
    ConvertedWeights weights = convert();
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(weights.file(), other.resolve("model.safetensors"));

    Checkpoint checkpoint = Checkpoint.open(other);

    StoredTensor values = requireNonNull(weights.byTensor().get("w")).values();
    assertThat(checkpoint.require("w", 4, 2, 32).offsetBytes()).isEqualTo(values.offsetBytes());
    assertThat(checkpoint.require("w.scales", 4, 2).type()).isEqualTo(DType.F32);
    assertThat(values.offsetBytes() % 4096).isZero();
  }

  @Test
  void secondStartTakesTheFileOfTheFirst() throws IOException {
    ConvertedWeights first = convert();

    ConvertedWeights second = convert();

    assertThat(first.reused()).isFalse();
    assertThat(second.reused()).isTrue();
    assertThat(second.file()).isEqualTo(first.file());
  }

  @Test
  void everyDamagedByteIsFound() throws IOException {
    Path file = convert().file();
    byte[] whole = Files.readAllBytes(file);
    int numbers = 4 * 64 + 4 * 2 * 4;
    for (int at : new int[] {0, 7, 20, 4000, 4096, 4096 + numbers / 2, 4096 + numbers - 1}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);

      assertThat(convert().reused()).as("byte %d", at).isFalse();
      assertThat(file).hasBinaryContent(whole);
    }
  }

  @Test
  void truncatedFileIsWrittenAnew() throws IOException {
    Path file = convert().file();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));

    assertThat(convert().reused()).isFalse();
    assertThat(file).hasBinaryContent(whole);
  }

  @Test
  void newerCheckpointIsConvertedAnew() throws IOException {
    Path file = convert().file();
    Files.setLastModifiedTime(checkpointFile(), FileTime.from(Instant.EPOCH));

    assertThat(convert().file()).isNotEqualTo(file);
  }

  @Test
  void otherWeightsOfTheSameSizeAndTimeAreConvertedAnew() throws IOException {
    FileTime time = Files.getLastModifiedTime(checkpointFile());
    Path file = convert().file();
    write(ramp(1));
    Files.setLastModifiedTime(checkpointFile(), time);

    assertThat(convert().file()).isNotEqualTo(file);
  }

  @Test
  void formatsDoNotMeet() throws IOException {
    Path file = convert().file();

    ConvertedWeights other = convert(new WeightFormat(Precision.INT8, 16, DType.F32));

    assertThat(other.reused()).isFalse();
    assertThat(convert().file()).isEqualTo(file);
  }

  @Test
  void otherFolderIsTakenIfTheFirstCannotBeMade() throws IOException {
    Files.createFile(cacheFolder);
    Path otherwise = folder.resolve("deep/down");

    assertThat(convert().file()).hasParent(otherwise);
    assertThat(convert().reused()).isTrue();
  }

  @Test
  void failureLeavesNoFile() throws IOException {
    float[] weights = ramp(0);
    weights[77] = Float.NaN;
    write(weights);

    assertThatThrownBy(this::convert)
        .isInstanceOf(ModelException.class)
        .hasMessage("%s: tensor w cannot be int8: NaN is no weight", checkpointFile());
    assertThat(cacheFolder).isDirectoryNotContaining("glob:**.{safetensors,tmp}");
  }

  @Test
  void weightTooLargeForFp16IsNamed() throws IOException {
    float[] weights = ramp(0);
    weights[5] = -65_520;
    write(weights);

    assertThatThrownBy(() -> convert(WeightFormat.plain(Precision.FP16)))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "%s: tensor w cannot be fp16: -65520.0 is beyond the 65504.0 of fp16",
            checkpointFile());
  }

  @Test
  void checkpointThatShrankIsNamed() throws IOException {
    StoredTensor tensor = Checkpoint.open(folder).require("w");
    Files.write(checkpointFile(), new byte[10]);
    WeightCache cache = new WeightCache(cacheFolder, cacheFolder, THREADS);

    assertThatThrownBy(() -> cache.convert(Map.of(tensor, INT8)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("%s: tensor w cannot be read: it ends at ", checkpointFile());
  }

  @Test
  void onlyMatricesAreQuantized() throws IOException {
    new SafetensorsWriter().zeros("w", DType.F32, 32).write(checkpointFile());

    assertThatThrownBy(this::convert)
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "%s: tensor w has shape [32], only a matrix can be quantized", checkpointFile());
  }

  @Test
  void onlyFloatsAreConverted() throws IOException {
    new SafetensorsWriter().zeros("w", DType.I64, 4, 40).write(checkpointFile());

    assertThatThrownBy(this::convert)
        .isInstanceOf(ModelException.class)
        .hasMessage("%s: tensor w is I64, must be F32, F16 or BF16", checkpointFile());
  }

  @Test
  void halfFileOfAKillIsOverwritten() throws IOException {
    Path file = convert().file();
    byte[] whole = Files.readAllBytes(file);
    Path half = folder.resolve(WeightCache.FOLDER).resolve(file.getFileName() + ".tmp");
    Files.move(file, half);
    Files.write(half, new byte[100_000], StandardOpenOption.APPEND);

    assertThat(convert().reused()).isFalse();
    assertThat(file).hasBinaryContent(whole);
    assertThat(half).doesNotExist();
  }

  @Test
  void manyMayConvertAtOnce() throws Exception {
    List<Boolean> reused = new ArrayList<>();
    Callable<ConvertedWeights> start = this::convert;
    try (ExecutorService starts = Executors.newFixedThreadPool(4)) {
      for (Future<ConvertedWeights> one : starts.invokeAll(Collections.nCopies(4, start))) {
        reused.add(one.get().reused());
      }
    }

    assertThat(reused).containsExactlyInAnyOrder(false, true, true, true);
  }

  private static Offset<Float> within(float offset) {
    return Offset.offset(offset);
  }

  private ConvertedWeights convert() {
    return convert(INT8);
  }

  private ConvertedWeights convert(WeightFormat format) {
    StoredTensor tensor = Checkpoint.open(folder).require("w");
    return new WeightCache(cacheFolder, folder.resolve("deep/down"), THREADS)
        .convert(Map.of(tensor, format));
  }

  private void write(float[] weights) throws IOException {
    new SafetensorsWriter().floats("w", DType.F32, weights, 4, 40).write(checkpointFile());
  }

  private Path checkpointFile() {
    return folder.resolve("model.safetensors");
  }

  /** 4 rows of 40: the second block of a row is not full. */
  private static float[] ramp(int shift) {
    float[] weights = new float[4 * 40];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i + shift);
    }
    return weights;
  }
}
