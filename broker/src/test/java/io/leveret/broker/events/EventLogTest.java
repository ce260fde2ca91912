package io.leveret.broker.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogTest {
    @Test
    void aLineSaysWhatWhereByWhomAndFromWhere() {
        assertThat(EventLog.line(new Event(EventType.QUEUE_DELETED, "/", "q", "guest", "a -> b", 0, "why")))
                .isEqualTo("queue.deleted name='q' vhost='/' user='guest' peer='a -> b': why");
    }

    @Test
    void whatIsEmptyIsLeftOut() {
        assertThat(EventLog.line(new Event(EventType.VHOST_CREATED, "", "v", "", "", 0, "")))
                .isEqualTo("vhost.created name='v'");
    }

    @Test
    void keysAreThoseOfTheEventExchange() {
        assertThat(EventType.USER_AUTHENTICATION_FAILURE.routingKey()).isEqualTo("user.authentication.failure");
        assertThat(EventType.QUEUE_CREATED.routingKey()).isEqualTo("queue.created");
    }

    @Test
    void namesCannotForgeALine() {
        String forged = "q\r\n2026-01-01 [ERROR]\u0000\u001b[31m\u0085\u007f";
        assertThat(EventLog.line(new Event(EventType.QUEUE_CREATED, forged, forged, forged, forged, 0, "")))
                .doesNotContainPattern("\\p{Cntrl}")
                .doesNotContain("\u0085")
                .contains("name='q??2026-01-01 [ERROR]??[31m??'");
    }

    @Test
    void detailsCannotForgeALineEither() {
        assertThat(EventLog.line(new Event(EventType.CONSUMER_CREATED, "/", "c", "", "", 0, "tag 'a\nb\u001b[2J'")))
                .isEqualTo("consumer.created name='c' vhost='/': tag 'a?b?[2J'");
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECTION_CLOSED, connection",
        "USER_AUTHENTICATION_FAILURE, connection",
        "CHANNEL_CREATED, channel",
        "CONSUMER_DELETED, queue",
        "QUEUE_CREATED, queue",
        "USER_TAGS_SET, user",
        "PERMISSION_DELETED, user"
    })
    void theLoggersNameSaysWhatItIsAbout(EventType type, String about) {
        assertThat(EventLog.logger(type).getName()).isEqualTo("io.leveret.events." + about);
        assertThat(EventLog.logger(EventType.POLICY_SET).getName()).isEqualTo("io.leveret.events");
    }
}
