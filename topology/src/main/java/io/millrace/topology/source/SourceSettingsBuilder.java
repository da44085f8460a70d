package io.millrace.topology.source;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributeType;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.SourceSettings.KeyFormat;
import io.millrace.topology.source.SourceSettings.Order;
import java.util.ArrayList;
import java.util.List;

/** Names what differs from the defaults. Not thread safe. */
public final class SourceSettingsBuilder {
  private final String topic;
  private Format format = Format.AUTO;
  private KeyFormat keyFormat = KeyFormat.AUTO;
  private TextTemplate template = TextTemplate.joining(List.of("text"));
  private MetadataSelection metadata = MetadataSelection.others();
  private final List<AttributeField> attributes = new ArrayList<>();
  private Order order = Order.AUTO;
  private boolean keepColumns;
  private String idPrefix = "";
  private SourceLimits limits = SourceLimits.defaults();

  SourceSettingsBuilder(String topic) {
    this.topic = topic;
  }

  public SourceSettingsBuilder format(Format value) {
    format = value;
    return this;
  }

  public SourceSettingsBuilder keyFormat(KeyFormat value) {
    keyFormat = value;
    return this;
  }

  public SourceSettingsBuilder template(TextTemplate value) {
    template = value;
    return this;
  }

  public SourceSettingsBuilder template(String pattern) {
    return template(new TextTemplate(pattern));
  }

  public SourceSettingsBuilder metadata(MetadataSelection value) {
    metadata = value;
    return this;
  }

  /** Adds one. */
  public SourceSettingsBuilder attribute(String name, AttributeType type, String path) {
    attributes.add(new AttributeField(new Attribute(name, type), FieldPath.of(path)));
    return this;
  }

  public SourceSettingsBuilder order(Order value) {
    order = value;
    return this;
  }

  public SourceSettingsBuilder keepColumns(boolean value) {
    keepColumns = value;
    return this;
  }

  public SourceSettingsBuilder idPrefix(String value) {
    idPrefix = value;
    return this;
  }

  public SourceSettingsBuilder limits(SourceLimits value) {
    limits = value;
    return this;
  }

  /**
   * @throws IllegalArgumentException as the constructor of {@link SourceSettings}
   */
  public SourceSettings build() {
    return new SourceSettings(
        topic,
        format,
        keyFormat,
        template,
        metadata,
        attributes,
        order,
        keepColumns,
        idPrefix,
        limits);
  }
}
