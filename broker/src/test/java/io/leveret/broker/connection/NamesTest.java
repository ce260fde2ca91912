package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.ReplyCode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void lineEndsAreLeftOutOfNames() {
        assertThat(Names.clean("a\r\nb\n")).isEqualTo("ab");
        String clean = "a b\t\u2028";
        assertThat(Names.clean(clean)).isSameAs(clean);
    }

    @Test
    void namesOfTheBrokersOwnAreRefused() {
        assertThatThrownBy(() -> Names.checkNotReserved("amq.q")).isInstanceOfSatisfying(AmqpException.class, e -> {
            assertThat(e.code()).isEqualTo(ReplyCode.ACCESS_REFUSED);
            assertThat(e.replyText()).isEqualTo("ACCESS_REFUSED - queue name 'amq.q' contains reserved prefix 'amq.*'");
        });
        assertThatCode(() -> Names.checkNotReserved("amq")).doesNotThrowAnyException();
        assertThatCode(() -> Names.checkNotReserved("AMQ.q")).doesNotThrowAnyException();
    }

    @Test
    void generatedNamesAreRabbitMqsAndNeverTheSame() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(GeneratedNames.queue()).matches("amq\\.gen-[A-Za-z0-9_-]{22}");
            assertThat(GeneratedNames.consumerTag()).matches("amq\\.ctag-[A-Za-z0-9_-]{22}");
            names.add(GeneratedNames.queue());
        }
        assertThat(names).hasSize(1_000);
    }

    @Test
    void clientsAreToldWhatRabbitMqTellsThem() {
        FieldTable properties = ServerProperties.of("c@h", "1.2.3");
        assertThat(properties.string("product")).isEqualTo("RabbitMQ");
        assertThat(properties.string("version")).isEqualTo("4.0.5");
        assertThat(properties.string("cluster_name")).isEqualTo("c@h");
        assertThat(properties.string("leveret_version")).isEqualTo("1.2.3");
        FieldTable capabilities = properties.table("capabilities");
        for (String capability : new String[] {
            "publisher_confirms",
            "exchange_exchange_bindings",
            "basic.nack",
            "consumer_cancel_notify",
            "connection.blocked",
            "consumer_priorities",
            "authentication_failure_close",
            "per_consumer_qos",
            "direct_reply_to"
        }) {
            assertThat(capabilities.bool(capability)).as(capability).isTrue();
        }
        assertThat(capabilities.size()).isEqualTo(9);
    }
}
