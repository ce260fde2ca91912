package io.leveret.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsersTest {
    private final Users users = new Users();

    private static User user(String name, String password) {
        return new User(name, PasswordHash.create(password), Set.of());
    }

    private User logIn(String name, String password) {
        return users.authenticate(name, password.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void addsReplacesAndRemoves() {
        User first = user("a", "1");
        User second = user("a", "2");
        assertThat(users.add(first)).isTrue();
        assertThat(users.add(second)).isFalse();
        assertThat(users.get("a")).isSameAs(first);
        assertThat(users.put(second)).isSameAs(first);
        assertThat(users.put(user("Z", "1"))).isNull();
        assertThat(users.list()).extracting(User::name).isEqualTo(List.of("Z", "a"));
        assertThat(users.remove("a")).isSameAs(second);
        assertThat(users.remove("a")).isNull();
        assertThat(users.get("a")).isNull();
    }

    @Test
    void onlyTheRightPasswordLogsIn() {
        users.add(user("a", "secret"));
        users.add(new User("certificate only", PasswordHash.NONE, Set.of()));
        assertThat(logIn("a", "secret")).isSameAs(users.get("a"));
        assertThat(logIn("a", "")).isNull();
        assertThat(logIn("a", "Secret")).isNull();
        assertThat(logIn("b", "secret")).isNull();
        assertThat(logIn("b", "nobody")).isNull();
        assertThat(logIn("", "nobody")).isNull();
        assertThat(logIn("certificate only", "")).isNull();
        assertThat(logIn("certificate only", "nobody")).isNull();
    }

    @Test
    void tagsKeepTheirOrderAndAreCopied() {
        Set<String> tags = new LinkedHashSet<>(List.of("policymaker", "administrator"));
        User user = new User("a", PasswordHash.NONE, tags);
        tags.clear();
        assertThat(user.tags()).containsExactly("policymaker", "administrator");
        assertThatThrownBy(() -> user.tags().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void namesFitTheUserIdProperty() {
        assertThatThrownBy(() -> user("", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> user("\u00e9".repeat(128), "1")).isInstanceOf(IllegalArgumentException.class);
        assertThat(user("\u00e9".repeat(127), "1").name()).hasSize(127);
    }
}
