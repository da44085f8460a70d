package io.millrace.topology.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "15, 15, 0, 'maxTokens is 15, must be at least 16'",
    "15, 64, 0, 'targetTokens is 15, must be between 16 and maxTokens (64)'",
    "65, 64, 0, 'targetTokens is 65, must be between 16 and maxTokens (64)'",
    "32, 64, 17, 'overlapTokens is 17, must be between 0 and half of targetTokens (16)'",
    "64, 64, 33, 'overlapTokens is 33, must be between 0 and half of maxTokens (32)'",
    "64, 64, -1, 'overlapTokens is -1, must be between 0 and half of maxTokens (32)'"
  })
  void lengthOutOfRangeIsRefused(int target, int max, int overlap, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChunkSettings(ChunkStrategy.TOKENS, target, max, overlap))
        .withMessage(message);
  }

  @Test
  void eachSettingIsInTheFingerprint() {
    assertThat(
            Stream.of(
                    new ChunkSettings(64, 8),
                    new ChunkSettings(ChunkStrategy.TOKENS, 64, 64, 8),
                    new ChunkSettings(ChunkStrategy.SENTENCES, 32, 64, 8),
                    new ChunkSettings(ChunkStrategy.SENTENCES, 64, 65, 8),
                    new ChunkSettings(ChunkStrategy.SENTENCES, 64, 64, 9))
                .map(ChunkSettings::fingerprintText))
        .doesNotHaveDuplicates()
        .contains("chunks:2:sentences:64:64:8");
  }
}
