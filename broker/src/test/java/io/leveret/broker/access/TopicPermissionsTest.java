package io.leveret.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopicPermissionsTest {
    private final TopicPermissions topics = new TopicPermissions();

    private boolean mayWrite(String user, String exchange, String key) {
        return topics.allows(user, "/", exchange, Right.WRITE, key);
    }

    @Test
    void whoHasNoneMayUseEveryKey() {
        assertThat(topics.isEmpty()).isTrue();
        assertThat(mayWrite("u", "x", "any")).isTrue();
        topics.put(new TopicPermission("u", "/", "x", "^a", "^b"));
        assertThat(topics.isEmpty()).isFalse();
        assertThat(mayWrite("other", "x", "any")).isTrue();
        assertThat(mayWrite("u", "y", "any")).isTrue();
        assertThat(mayWrite("u", "x", "a2")).isTrue();
        assertThat(mayWrite("u", "x", "b")).isFalse();
    }

    @Test
    void readAndWriteAreApart() {
        topics.put(new TopicPermission("u", "/", "x", "^w", "^r"));
        assertThat(topics.allows("u", "/", "x", Right.WRITE, "w")).isTrue();
        assertThat(topics.allows("u", "/", "x", Right.READ, "w")).isFalse();
        assertThat(topics.allows("u", "/", "x", Right.READ, "r")).isTrue();
    }

    @Test
    void namesStandForThemselvesLiterally() {
        topics.put(new TopicPermission("a.b", "/", "x", "^{username}\\.", "^{vhost}$"));
        assertThat(mayWrite("a.b", "x", "a.b.c")).isTrue();
        assertThat(mayWrite("a.b", "x", "aXb.c")).as("a dot in a name is a dot").isFalse();
        assertThat(topics.allows("a.b", "/", "x", Right.READ, "/")).isTrue();
    }

    @Test
    void theyGoByExchangeUserAndVirtualHost() {
        topics.put(new TopicPermission("u", "/", "x", "^$", "^$"));
        topics.put(new TopicPermission("u", "/", "y", "^$", "^$"));
        topics.put(new TopicPermission("u", "v", "x", "^$", "^$"));
        topics.put(new TopicPermission("w", "v", "x", "^$", "^$"));
        assertThat(topics.remove("u", "/", "x")).hasSize(1);
        assertThat(mayWrite("u", "x", "k")).isTrue();
        assertThat(mayWrite("u", "y", "k")).isFalse();
        assertThat(topics.remove("u", "/", null)).hasSize(1);
        assertThat(topics.removeUser("u")).extracting(TopicPermission::vhost).containsExactly("v");
        assertThat(topics.removeVhost("v")).extracting(TopicPermission::user).containsExactly("w");
        assertThat(topics.list()).isEmpty();
    }

    @Test
    void aMalformedExpressionChangesNothing() {
        assertThatThrownBy(() -> topics.put(new TopicPermission("u", "/", "x", "(", "")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TopicPermission("u", "/", "x", "", "(").validate())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(topics.isEmpty()).isTrue();
    }
}
