//! What the engine does, said in tiny made-up editions.

#[cfg(test)]
mod absences;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod breakdowns;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod comparators;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod definitions;
#[cfg(test)]
mod methods;
#[cfg(test)]
mod printed;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod rankings;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod serial;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod support;
#[cfg(test)]
mod uncertainty;
#[cfg(test)]
mod whole_answer;
#[cfg(test)]
mod workings;
