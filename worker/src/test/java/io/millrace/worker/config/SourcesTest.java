package io.millrace.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.AttributeType;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.SourceSettings.Format;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {
  private final ConfigFile files = ConfigFile.with(Map.of());

  @Test
  void withoutSourcesThereIsTheOne() {
    assertThat(files.parse("source: {topic: articles}").pipelines())
        .singleElement()
        .satisfies(pipeline -> {
          assertThat(pipeline.name()).isEqualTo("articles");
          assertThat(pipeline.source().topic()).isEqualTo("articles");
          assertThat(pipeline.lane()).isEqualTo(Lane.STREAM);
        });
  }

  @Test
  void sourceNamesOnlyWhatDiffersFromTheSectionsAbove() {
    List<PipelineConfig> pipelines =
        files
            .parse(
                """
                source: {textFields: [body], instruction: Group}
                chunks: {overlapTokens: 16}
                streams: {lane: backfill}
                sources:
                  articles: {idPrefix: a/}
                  tickets:
                    topic: db.tickets
                    format: json
                    textFields: [subject]
                    chunks: {maxTokens: 64}
                    vectors: {topic: ticket-vectors}
                    lane: stream
                """)
            .pipelines();

    assertThat(pipelines).extracting(PipelineConfig::name).containsExactly("articles", "tickets");
    PipelineConfig articles = pipelines.getFirst();
    assertThat(articles.source().topic()).isEqualTo("articles");
    assertThat(articles.source().textFields()).containsExactly("body");
    assertThat(articles.vectors().topic()).isEqualTo("vectors");
    assertThat(articles.lane()).isEqualTo(Lane.BACKFILL);
    PipelineConfig tickets = pipelines.getLast();
    assertThat(tickets.source().topic()).isEqualTo("db.tickets");
    assertThat(tickets.source().format()).isEqualTo(Format.JSON);
    assertThat(tickets.source().textFields()).containsExactly("subject");
    assertThat(tickets.source().instruction()).isEqualTo("Group");
    assertThat(tickets.chunks().maxTokens()).isEqualTo(64);
    assertThat(tickets.chunks().overlapTokens()).isEqualTo(16);
    assertThat(tickets.vectors().topic()).isEqualTo("ticket-vectors");
    assertThat(tickets.lane()).isEqualTo(Lane.STREAM);
  }

  @Test
  void sourcesWithVectorsTopicsOfTheirOwnNeedNoPrefixes() {
    assertThat(files.parse("sources: {a: {}, b: {vectors: {topic: b-vectors}}}").pipelines())
        .hasSize(2);
  }

  @Test
  void usageThatIsNotWrittenTakesNoTopic() {
    assertThat(files.parse("{sources: {usage: {}}, usage: {topic: ''}}").pipelines()).hasSize(1);
  }

  @Test
  void namesOfASourceMayHaveDots() {
    PipelineConfig tickets =
        files
            .parse(
                """
                source: {attributes: {city: {type: string, field: a.b}}}
                sources: {helpdesk.public.tickets: {attributes: {views: long, city: string}}}
                """)
            .pipelines()
            .getFirst();

    assertThat(tickets.source().topic()).isEqualTo("helpdesk.public.tickets");
    assertThat(tickets.source().attributes())
        .containsEntry("views", new AttributeConfig(AttributeType.LONG, ""))
        .containsEntry("city", new AttributeConfig(AttributeType.STRING, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sources: articles               | sources: must hold a name and the keys of each source
          sources: {a b: {}}              | sources.a b: a name has letters, digits, '.', '_' and '-': it names the stores
          sources: {a: b}                 | sources.a: must hold keys and values
          sources: {a: {topics: b}}       | sources.a.topics: there is no such key; known here: topic, format,
          sources: {a: {chunks: {max: 1}}} | sources.a.chunks.max: there is no such key; known here:
          sources: {a: {format: xml}}     | sources.a.format: "xml" is not one of auto, text, json
          sources: {a: {lane: online}}    | sources.a: lane is online, which is for requests
          sources: {a: {topic: t}, b: {topic: t}} | sources.b.topic: is "t", which is sources.a.topic already
          sources: {a: {vectors: {topic: b}}, b: {}} | sources.a.vectors.topic: is "b", which is sources.b.topic already
          sources: {a: {}, b: {}}         | sources.b.idPrefix: is "", that of a is "", and both write to one vectors topic: neither may begin with the other, or their ids could be the same
          sources: {a: {}, b: {idPrefix: b-}} | sources.b.idPrefix: is "b-", that of a is ""
          sources: {a: {idPrefix: a}, b: {idPrefix: b}, c: {idPrefix: a}} | sources.c.idPrefix: is "a", that of a is "a"
          sources: {a: {idPrefix: a-1}, b: {idPrefix: a-}} | sources.b.idPrefix: is "a-", that of a is "a-1"
          sources: {a: {idPrefix: a}, b: {idPrefix: b, vectors: {format: json}}} | sources.b.vectors: differs from that of a, which writes to the same topic
          sources: {dead-letters: {}}     | deadLetters.topic: is "dead-letters", which is sources.dead-letters.topic already
          sources: {usage: {}}            | usage.topic: is "usage", which is sources.usage.topic already
          vectors: {topic: usage}         | usage.topic: is "usage", which is vectors.topic already
          usage: {topic: dead-letters}    | usage.topic: is "dead-letters", which is deadLetters.topic already
          """)
  void aSourceThatCannotBeUsedIsAnError(String yaml, String message) {
    assertThatThrownBy(() -> files.parse(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(message);
  }
}
