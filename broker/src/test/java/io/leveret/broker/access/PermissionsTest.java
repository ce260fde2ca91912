package io.leveret.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PermissionsTest {
    private final Permissions permissions = new Permissions();

    private void grant(String configure, String write, String read) {
        permissions.put(new Permission("u", "v", configure, write, read));
    }

    private boolean allows(Right right, String resource) {
        return permissions.allows("u", "v", right, resource);
    }

    @Test
    void withoutPermissionNothingIsAllowed() {
        assertThat(permissions.hasVhost("u", "v")).isFalse();
        assertThat(allows(Right.READ, "q")).isFalse();
        grant(".*", ".*", ".*");
        assertThat(permissions.hasVhost("u", "v")).isTrue();
        assertThat(permissions.hasVhost("u", "w")).isFalse();
        assertThat(permissions.hasVhost("v", "u")).isFalse();
        assertThat(permissions.allows("u", "w", Right.READ, "q")).isFalse();
        assertThat(permissions.allows("x", "v", Right.READ, "q")).isFalse();
    }

    @Test
    void eachRightHasItsExpression() {
        grant("^c$", "^w$", "^r$");
        for (Right right : Right.values()) {
            assertThat(allows(right, "c")).isEqualTo(right == Right.CONFIGURE);
            assertThat(allows(right, "w")).isEqualTo(right == Right.WRITE);
            assertThat(allows(right, "r")).isEqualTo(right == Right.READ);
        }
    }

    @Test
    void expressionsAreSearchedNotMatchedWhole() {
        grant("", "foo", "^foo");
        assertThat(allows(Right.WRITE, "a foo b")).isTrue();
        assertThat(allows(Right.WRITE, "fo")).isFalse();
        assertThat(allows(Right.READ, "foobar")).isTrue();
        assertThat(allows(Right.READ, "a foo")).isFalse();
    }

    @Test
    void emptyExpressionAllowsNothingThatHasAName() {
        grant("", "^$", ".*");
        assertThat(permissions.hasVhost("u", "v")).isTrue();
        assertThat(allows(Right.CONFIGURE, "q")).isFalse();
        assertThat(allows(Right.CONFIGURE, "")).isFalse(); // checked as amq.default
        assertThat(allows(Right.WRITE, "q")).isFalse();
    }

    @Test
    void defaultExchangeIsCheckedUnderItsName() {
        grant("^$", "^amq\\.default$", "^amq\\.direct$");
        assertThat(allows(Right.WRITE, "")).isTrue();
        assertThat(allows(Right.WRITE, "amq.default")).isTrue();
        assertThat(allows(Right.CONFIGURE, "")).isFalse();
        assertThat(allows(Right.READ, "")).isFalse();
    }

    @Test
    void everyChangeChangesTheVersion() {
        long before = permissions.version();
        grant("a", "a", "a");
        assertThat(permissions.version()).isNotEqualTo(before);
        before = permissions.version();
        grant("b", "a", "a");
        assertThat(permissions.version()).isNotEqualTo(before);
        assertThat(allows(Right.CONFIGURE, "b")).isTrue();
        before = permissions.version();
        assertThat(permissions.remove("u", "v").configure()).isEqualTo("b");
        assertThat(permissions.version()).isNotEqualTo(before);
        assertThat(allows(Right.CONFIGURE, "b")).isFalse();
        assertThat(permissions.remove("u", "v")).isNull();
    }

    @Test
    void usersAndVhostsTakeTheirPermissionsWithThem() {
        for (String user : new String[] {"a", "b"}) {
            for (String vhost : new String[] {"x", "y"}) {
                permissions.put(new Permission(user, vhost, ".*", ".*", ".*"));
            }
        }
        long before = permissions.version();
        assertThat(permissions.removeUser("a")).extracting(Permission::vhost).containsExactlyInAnyOrder("x", "y");
        assertThat(permissions.version()).isNotEqualTo(before);
        assertThat(permissions.removeVhost("x")).extracting(Permission::user).containsExactly("b");
        assertThat(permissions.list()).containsExactly(new Permission("b", "y", ".*", ".*", ".*"));
        assertThat(permissions.get("b", "y")).isNotNull();
        assertThat(permissions.get("b", "x")).isNull();
    }

    @Test
    void badExpressionsAreRefusedAndChangeNothing() {
        grant("a", "a", "a");
        long before = permissions.version();
        for (String bad : new String[] {"(", "(?=x)", "(a)\\1", "a{1001}", "[z-a]"}) {
            assertThatThrownBy(() -> grant("b", "b", bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bad);
        }
        assertThatThrownBy(() -> new Permission("u", "v", "a", "(", "a").validate())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(permissions.get("u", "v")).isEqualTo(new Permission("u", "v", "a", "a", "a"));
        assertThat(permissions.version()).isEqualTo(before);
    }
}
