package io.millrace.worker.config;

import io.millrace.topology.source.AttributeField;
import io.millrace.topology.source.MetadataSelection;
import io.millrace.topology.source.SourceLimits;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.SourceSettings.KeyFormat;
import io.millrace.topology.source.SourceSettings.Order;
import io.millrace.topology.source.TextTemplate;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The source topic and how its records are read.
 *
 * @param attributes by name of the field that vector records get, in their order
 * @param rememberDeletes how long the version of a deleted document is remembered
 */
public record SourceConfig(
    String topic,
    Format format,
    KeyFormat keyFormat,
    String idPrefix,
    List<String> textFields,
    String template,
    Metadata metadata,
    Map<String, AttributeConfig> attributes,
    String instruction,
    Order order,
    boolean keepColumns,
    Set<String> headers,
    Duration rememberDeletes,
    DataSize maxKeySize,
    DataSize maxDocumentSize,
    DataSize maxMetadataSize) {
  public SourceConfig {
    WorkerConfig.requireName("topic", topic);
    textFields = List.copyOf(textFields);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    headers = Set.copyOf(headers);
    if (template.isEmpty() && textFields.isEmpty()) {
      throw new IllegalArgumentException("textFields is empty, must name at least one field");
    }
    textFields.forEach(field -> WorkerConfig.requireName("a field of textFields", field));
    maxKeySize.requireForRecord("maxKeySize");
    maxDocumentSize.requireForRecord("maxDocumentSize");
    maxMetadataSize.requireForRecord("maxMetadataSize");
  }

  /**
   * Which other fields become metadata, and under what names.
   *
   * @param include empty: all
   */
  public record Metadata(List<String> include, List<String> exclude, Map<String, String> rename) {
    public Metadata {
      include = List.copyOf(include);
      exclude = List.copyOf(exclude);
      rename = Map.copyOf(rename);
    }
  }

  SourceConfig withTextFields(List<String> fields) {
    try {
      return new SourceConfig(
          topic,
          format,
          keyFormat,
          idPrefix,
          fields,
          "",
          metadata,
          attributes,
          instruction,
          order,
          keepColumns,
          headers,
          rememberDeletes,
          maxKeySize,
          maxDocumentSize,
          maxMetadataSize);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("source." + e.getMessage());
    }
  }

  /** The same for a model that takes none. */
  SourceConfig withoutInstruction() {
    return new SourceConfig(
        topic,
        format,
        keyFormat,
        idPrefix,
        textFields,
        template,
        metadata,
        attributes,
        "",
        order,
        keepColumns,
        headers,
        rememberDeletes,
        maxKeySize,
        maxDocumentSize,
        maxMetadataSize);
  }

  /** Whether the columns of a row are kept; of formats that leave none out they never are. */
  public boolean keepsColumns() {
    return keepColumns && format.mayBeChange();
  }

  /**
   * @throws IllegalArgumentException if keys contradict each other
   */
  public SourceSettings settings() {
    return new SourceSettings(
        topic,
        format,
        keyFormat,
        template.isEmpty() ? TextTemplate.joining(textFields) : new TextTemplate(template),
        new MetadataSelection(metadata.include(), metadata.exclude(), metadata.rename()),
        attributeFields(),
        order,
        keepsColumns(),
        idPrefix,
        new SourceLimits(
            maxKeySize.intBytes(), maxDocumentSize.intBytes(), maxMetadataSize.intBytes()));
  }

  private List<AttributeField> attributeFields() {
    return attributes.entrySet().stream()
        .map(attribute -> attribute.getValue().of(attribute.getKey()))
        .toList();
  }
}
