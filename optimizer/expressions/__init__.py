"""Linear constraints that researchers write as text, read without ever running them.

::

    sum(x[role == 'counsel' and area == 'rural']) >= 0.3 * sum(x[role == 'counsel'])
    sum(hours * x[occupation == 'lawyer']) + 2 * sum(short[role == 'counsel']) <= 1000
    for post: sum(x[sex == 'female']) >= 1

`x` is 1 for an arc in use, else 0; `short` is the heads short of a post.  Filters and factors see the
attributes of the arcs after `x` and those of the posts after `short`.

::

    constraint = [ "for" NAME ":" ] side ( ">=" | "<=" | "==" ) side
    side       = NUMBER | "sum" "(" term ")" | side "+" side | side "-" side | side "*" side
               | "-" side | "(" side ")"                   at most one factor of a product holds a sum
    term       = variable | term "+" term | term "-" term | value "*" term | term "*" value
               | "-" term | "(" term ")"                   all of one sum over x, or all over short
    variable   = ( "x" | "short" ) [ "[" condition "]" ]
    value      = NUMBER | NAME | value "+" value | value "-" value | value "*" value
               | "-" value | "(" value ")"
    condition  = operand ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) operand
               | operand [ "not" ] "in" "(" constant { "," constant } [ "," ] ")"
               | NAME                                      an attribute that is true or false
               | "not" condition | condition "and" condition | condition "or" condition
               | "(" condition ")"
    operand    = value | TEXT | "True" | "False"           one of the two holds an attribute
    constant   = NUMBER | "-" NUMBER | TEXT                all numbers or all texts; [...] does as well

Operators bind as in Python.  TEXT stands in single or double quotes on one line and knows no escapes;
texts compare by code point, so dates as YYYY-MM-DD compare by day.  True counts as 1.  A number that is
not known (nan) makes every comparison false but `!=`.  Line breaks are blanks; `#` begins a comment.

`for NAME` gives one row for each distinct value that NAME has among the arcs or the posts; each counts only
the arcs and posts with that value, and its constants are those of the text.  An arc or post attribute has
to exist where its variable is used.  A group without any arc that the filter lets through still has its
row (0 >= 1, say, which no plan fulfils); what is neither on an arc nor on a post has none.

Limits: 2,000 characters, 50 levels of nesting (`a + b + c` has 2), 10,000 groups, numbers up to 1e15.
"""

from __future__ import annotations

from optimizer.expressions.constraint import Constraint, parse
from optimizer.expressions.grouping import LinearRow, Weights
from optimizer.expressions.phrases import PHRASES, Phrase

__all__ = ["PHRASES", "Constraint", "LinearRow", "Phrase", "Weights", "parse"]
